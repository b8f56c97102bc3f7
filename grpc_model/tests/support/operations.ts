import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, loadAll } from 'js-yaml';
import { Document } from './documents';
import { PROJECT_FOLDER } from './paths';
import { PromQl, type RecordedSeries } from './promql';

const FOLDER = 'docs/operations';

interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly (RecordingRule | Alert)[] }[];
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly uid: string };
  readonly gridPos: { readonly h: number; readonly w: number; readonly x: number; readonly y: number };
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly targets?: readonly {
    readonly expr: string;
    readonly legendFormat?: string;
    readonly datasource: { readonly uid: string };
  }[];
}

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly query: string | { readonly query: string };
}

interface Dashboard {
  readonly uid: string;
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
  readonly annotations: { readonly list: readonly { readonly name: string; readonly expr?: string }[] };
}

const RULES = (load(readText('alerts.yaml')) as RuleFile).groups.flatMap(({ rules }) => rules);

export const ALERTS = RULES.filter((rule): rule is Alert => 'alert' in rule);
export const RECORDINGS = RULES.filter((rule): rule is RecordingRule => 'record' in rule);
export const DASHBOARD = JSON.parse(readText('dashboard.json')) as Dashboard;
export const OPERATIONS_GUIDE = new Document(`${FOLDER}/README.md`);
export const ALERT_PAGES = readdirSync(join(PROJECT_FOLDER, FOLDER, 'alerts')).map(
  (file) => [file.replace(/\.md$/, ''), new Document(`${FOLDER}/alerts/${file}`)] as const,
);

/** What the rules record: a rule may read what one before it has recorded. */
export const RECORDED: RecordedSeries = RECORDINGS.reduce(
  (known, { record, expr }) => new Map([...known, [record, new PromQl(expr, known).resultLabels]]),
  new Map<string, readonly string[]>(),
);

/** The documents of every YAML block of the guide. */
export const MANIFESTS: readonly unknown[] = OPERATIONS_GUIDE.blocks('yaml').flatMap((block) => loadAll(block));

/** What shows something. */
export const PANELS = DASHBOARD.panels.filter(({ type }) => type !== 'row');
export const TARGETS = PANELS.flatMap(({ title, targets = [] }) => targets.map((target) => ({ title, ...target })));

/** Reads a query of a rule, or of the dashboard, with something in the place of Grafana's variables. */
export function read(query: string): PromQl {
  const text = query.replaceAll('$__rate_interval', '5m').replaceAll(/\$(instance|model|version)\b/g, '.*');
  return new PromQl(text, RECORDED);
}

function readText(file: string): string {
  return readFileSync(join(PROJECT_FOLDER, FOLDER, file), 'utf8');
}
