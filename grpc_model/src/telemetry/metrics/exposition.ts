/** The forms in which metrics are written: Prometheus' own, and the standard that came of it. */
export type MetricsFormat = 'text' | 'openmetrics';

export const CONTENT_TYPES: Readonly<Record<MetricsFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

type Labels = Readonly<Record<string, string | number | undefined>>;

/** Texts are turned into bytes in pieces of so many characters, because one of many megabytes would take long. */
const PIECE_CHARS = 2 ** 16;

/**
 * Writes metrics. prom-client's own writer keeps its format in the registry, renames counters for good in one of the two,
 * and writes all series of a metric in one go.
 */
export class Exposition {
  readonly #pieces: Buffer[] = [];
  #text = '';

  constructor(private readonly format: MetricsFormat) {}

  /** Begins a metric; its samples follow. */
  begin({ name, help, type }: { readonly name: string; readonly help: string; readonly type: string }): void {
    const isRenamed = this.format === 'openmetrics' && type === 'counter';
    const family = isRenamed ? name.replace(/_total$/, '') : name;
    this.#text += `# HELP ${family} ${escaped(help, this.format === 'openmetrics')}\n# TYPE ${family} ${type}\n`;
  }

  /** @param shared labels that {@link labelText} has written already */
  sample(name: string, shared: string, labels: Labels, value: number): void {
    const own = labelText(labels);
    const all = shared === '' || own === '' ? shared + own : `${shared},${own}`;
    this.#text += all === '' ? `${name} ${numberText(value)}\n` : `${name}{${all}} ${numberText(value)}\n`;
    if (this.#text.length >= PIECE_CHARS) this.#flush();
  }

  end(): Buffer {
    if (this.format === 'openmetrics') this.#text += '# EOF\n';
    this.#flush();
    return Buffer.concat(this.#pieces);
  }

  #flush(): void {
    this.#pieces.push(Buffer.from(this.#text));
    this.#text = '';
  }
}

/** Labels as they stand between the braces. */
export function labelText(labels: Labels): string {
  let text = '';
  for (const name in labels) {
    const value = labels[name];
    if (value !== undefined) text += `${text === '' ? '' : ','}${name}="${escaped(String(value), true)}"`;
  }
  return text;
}

function escaped(text: string, withQuotes: boolean): string {
  // Nearly every text has nothing of the kind.
  if (!/[\\\n"]/.test(text)) return text;
  const lines = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return withQuotes ? lines.replaceAll('"', '\\"') : lines;
}

function numberText(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}
