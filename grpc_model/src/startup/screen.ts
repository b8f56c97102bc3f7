import type { ModelListing } from '../catalog/model-listing';
import type { LogFields } from '../contract';
import type { StateName } from '../core/state';
import type { Protection } from './protection';

/** A listener that is up. */
export interface ShownListener {
  readonly name: string;
  /** `<host>:<port>`, with the port that it has. */
  readonly address: string;
  readonly tls: 'none' | 'server' | 'mutual';
  readonly protocols: readonly string[];
}

/** What is told once the server is up. */
export interface StartFacts {
  readonly models: readonly ModelListing[];
  readonly listeners: readonly ShownListener[];
  readonly protection: Protection;
}

/** What is told of versions fits on one screen beside the rest. */
const MAX_VERSIONS = 12;
const MAX_REASON_CHARS = 160;

/** What wants attention first. */
const ORDER: readonly StateName[] = ['failed', 'loading', 'unloading', 'ready', 'unloaded'];

const TLS_NAMES = { none: 'plain', server: 'TLS', mutual: 'TLS with client certificates' } as const;

interface ShownVersion {
  readonly model: string;
  readonly version: string;
  readonly state: StateName;
  readonly reason?: string;
}

/** The facts as a person reads them in a terminal. */
export function screenOf({ models, listeners, protection }: StartFacts): string {
  const { shown, counts, hidden } = summaryOf(models);
  const versions = shown.map(({ model, version, state, reason }) => [
    `${model} ${version}`,
    reason === undefined ? state : `${state}: ${reason}`,
  ]);
  const more = hidden.length === 0 ? [] : [`  … and ${countsText(countsOf(hidden))} more`];
  return [
    'The server is up.',
    '',
    `Models: ${shown.length === 0 ? 'none' : countsText(counts)}`,
    ...columns(versions),
    ...more,
    ...models.flatMap(({ name, problems }) => problems.map((problem) => `  ${name}: ${oneLine(problem)}`)).slice(0, 5),
    '',
    'Listeners',
    ...columns(
      listeners.map(({ name, address, tls, protocols }) => [name, address, TLS_NAMES[tls], protocols.join(', ')]),
    ),
    '',
    'Who may do what',
    ...columns(Object.entries(protection)),
    '',
  ].join('\n');
}

/** The same facts as the fields of a log line. */
export function screenFields({ models, listeners, protection }: StartFacts): LogFields {
  const { shown, counts, hidden } = summaryOf(models);
  return {
    models: counts,
    versions: shown,
    ...(hidden.length === 0 ? {} : { versionsNotShown: hidden.length }),
    listeners,
    protection,
  };
}

function summaryOf(models: readonly ModelListing[]) {
  const all = models.flatMap(({ name, versions }) =>
    versions.map(({ version, state }): ShownVersion => {
      const shown = { model: oneLine(name), version: version.text, state: state.name };
      return state.name === 'failed' ? { ...shown, reason: oneLine(state.reason) } : shown;
    }),
  );
  const sorted = all.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  return { shown: sorted.slice(0, MAX_VERSIONS), hidden: sorted.slice(MAX_VERSIONS), counts: countsOf(sorted) };
}

function countsOf(versions: readonly ShownVersion[]): Partial<Record<StateName, number>> {
  const counts: Partial<Record<StateName, number>> = {};
  for (const { state } of versions) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

function countsText(counts: Partial<Record<StateName, number>>): string {
  return Object.entries(counts)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
}

/** Rows as aligned columns; the last one is as long as it is. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd());
}

/** An author's error, or a file's name, must not draw on the terminal. */
function oneLine(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return line.length > MAX_REASON_CHARS ? `${line.slice(0, MAX_REASON_CHARS)}…` : line;
}
