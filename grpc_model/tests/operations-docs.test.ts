import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTINGS } from '../src/config/settings';
import { ERROR_CODES } from '../src/core/errors';
import { OWN_METRICS } from './support/exported-metrics';
import {
  ALERT_PAGES,
  ALERTS,
  DASHBOARD,
  MANIFESTS,
  OPERATIONS_GUIDE,
  read,
  RECORDED,
  RECORDINGS,
  TARGETS,
} from './support/operations';
import { PROJECT_FOLDER } from './support/paths';
import { PromQl } from './support/promql';

/** What callers feel, now or at a time that is known; only that may wake somebody. */
const SYMPTOMS = [
  'up',
  'model_server_ready',
  'model_server_calls_total',
  'model_server_call_duration_seconds',
  'model_server_refused_connections_total',
  'model_server_tls_certificate_expiry_timestamp_seconds',
];
const HEADINGS = ['What it means', 'Why it matters', 'Look', 'Causes and mends', 'Silence', 'Escalate'];
/** How long a window is, as a part of the thirty days that a budget is for. */
const WINDOW_SHARES: Readonly<Record<string, number>> = { '1h': 1 / 720, '6h': 6 / 720, '3d': 72 / 720 };

const alertNames = [...new Set(ALERTS.map(({ alert }) => alert))];
const variables = Object.values(SETTINGS).map(({ variable }) => variable);

const queries = [
  ...RECORDINGS.map(({ record, expr }) => [record, expr] as const),
  ...ALERTS.map(({ alert, expr }) => [alert, expr] as const),
  ...TARGETS.map(({ title, expr }) => [`panel ${title}`, expr] as const),
  ...DASHBOARD.annotations.list.flatMap(({ name, expr }) => (expr === undefined ? [] : [[name, expr] as const])),
  ...ALERT_PAGES.flatMap(([name, page]) =>
    page.blocks('promql').flatMap((block) =>
      block
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => [`page ${name}`, line.trim()] as const),
    ),
  ),
];

/** What an expression reads in the end: of recorded series, what they are made of. */
function seriesBehind(text: string): string[] {
  const query = read(text);
  const recorded = query.series.flatMap((name) => RECORDINGS.filter(({ record }) => record === name));
  const own = query.series
    .filter((name) => !RECORDED.has(name))
    .map((name) => name.replace(/_(bucket|sum|count)$/, ''));
  return [...own, ...recorded.flatMap(({ expr }) => seriesBehind(expr))];
}

function severitiesOf(name: string): string[] {
  return ALERTS.filter(({ alert }) => alert === name).map(({ labels }) => labels?.['severity'] ?? '');
}

describe('every query', () => {
  it.each(queries)('%s parses, and names only metrics, labels and values that there are: %s', (_, text) => {
    expect(read(text).problems).toEqual([]);
  });

  it('is checked by a reading that finds what is wrong', () => {
    const problemsOf = (text: string) => read(text).problems.join();
    expect(problemsOf('sum(rate(model_server_calls_total[5m])')).toContain('does not parse');
    expect(problemsOf('model_server_redy')).toContain('no metric model_server_redy');
    expect(problemsOf('rate(model_server_batch_items[5m])')).toContain('no metric model_server_batch_items');
    expect(problemsOf('rate(model_server_calls_total_sum[5m])')).toContain('no metric');
    expect(problemsOf('model_server_ready{model="a"}')).toContain('has no label model');
    expect(problemsOf('rate(model_server_calls_total{outcome="okay"}[5m])')).toContain('has no outcome "okay"');
    expect(problemsOf('sum by (listener) (model_server_ready)')).toContain('has no label listener');
    expect(problemsOf('sum(model_server_calls_total)')).toContain('neither in rate');
  });

  it("together with the others reads every metric of the server's own", () => {
    const read = queriesOfProducts();
    expect(read.size).toBeGreaterThan(OWN_METRICS.size);
    expect([...OWN_METRICS.keys()].filter((name) => !read.has(name))).toEqual([]);
  });
});

/** The metrics that rules and panels read; pages only help to look. */
function queriesOfProducts(): Set<string> {
  const products = queries.filter(([name]) => !name.startsWith('page '));
  return new Set(products.flatMap(([, text]) => read(text).metrics));
}

describe('the rules', () => {
  it.each(ALERTS.map((rule) => [rule.alert, rule.labels?.['severity'], rule] as const))(
    '%s (%s) tells how urgent it is, for how long it holds, what it is and where its page is',
    (name, severity, { for: duration, annotations = {}, expr }) => {
      expect(['page', 'ticket']).toContain(severity);
      expect(duration).toMatch(/^\d+[mh]$/);
      expect(annotations['summary']).toMatch(/^[A-Z].*\.$/);
      expect(annotations['description']).toMatch(/^\S.*\.$/);
      expect(annotations['runbook_url']).toBe(`docs/operations/alerts/${name}.md`);
      const named = Array.from(annotations['description']!.matchAll(/\$labels\.(\w+)/g), ([, label]) => label!);
      expect(named.filter((label) => !read(expr).resultLabels.includes(label))).toEqual([]);
    },
  );

  it('wake somebody only for what callers feel', () => {
    const pages = ALERTS.filter(({ labels }) => labels?.['severity'] === 'page');
    const causes = pages.map(({ alert, expr }) => [
      alert,
      seriesBehind(expr).filter((name) => !SYMPTOMS.includes(name)),
    ]);
    expect(pages.length).toBeGreaterThan(3);
    expect(causes.filter(([, names]) => names!.length > 0)).toEqual([]);
  });

  it('have an alert, or somebody else to blame, for every way in which a call can fail', () => {
    const [failures, others] = new PromQl(ratioOver('5m')).matchers.map(({ value }) => value.split('|'));
    const alone = ['model-failed', 'resource-exhausted', 'deadline-exceeded'];
    expect([...failures!, ...others!, ...alone].sort()).toEqual([...ERROR_CODES].sort());
    for (const code of alone) expect(ALERTS.some(({ expr }) => expr.includes(`outcome="${code}"`))).toBe(true);
  });

  it('take the same calls for failures over every window, and so does the dashboard', () => {
    const recorded = RECORDINGS.filter(({ record }) => record.startsWith('model_server:call_errors:ratio_rate'));
    expect(recorded.length).toBeGreaterThan(3);
    for (const { record, expr } of recorded) {
      const window = record.replace(/.*rate/, '');
      expect(expr.replaceAll(`[${window}]`, '[5m]')).toBe(ratioOver('5m'));
    }
    const [failures, others] = new PromQl(ratioOver('5m')).matchers.map(({ value }) => value);
    const errors = TARGETS.find(({ title }) => title === 'Errors')!;
    const outcomes = read(errors.expr).matchers.filter(({ label }) => label === 'outcome');
    expect(outcomes.map(({ value }) => value)).toEqual([failures, others]);
  });

  it('burn the parts of a budget that their page speaks of', () => {
    const [, page] = ALERT_PAGES.find(([name]) => name === 'ModelServerErrorBudgetBurns')!;
    const expressions = ALERTS.filter(({ alert }) => alert === 'ModelServerErrorBudgetBurns').map(({ expr }) => expr);
    const RATE = /ratio_rate(\w+) > (?:([\d.]+) \* )?scalar\(model_server:call_errors:budget_ratio\)/;
    // The long window stands first, and is what a part of the budget is burnt in; the short one only ends the alert soon.
    const shares = expressions
      .flatMap((expr) => expr.split(/\sor\s/))
      .map((part) => {
        const [, window = '', factor = '1'] = RATE.exec(part)!;
        return [window, Number(factor) * WINDOW_SHARES[window]!] as const;
      });
    const percents = shares.map(([window, share]) => `${window}: ${Math.round(share * 100)} %`);
    expect(percents).toEqual(['1h: 2 %', '6h: 5 %', '3d: 10 %']);
    for (const percent of ['(2 %', '(5 %', '(10 %']) expect(page.text).toContain(percent);
  });
});

function ratioOver(window: string): string {
  return RECORDINGS.find(({ record }) => record === `model_server:call_errors:ratio_rate${window}`)!.expr;
}

describe('the pages', () => {
  it('are one for each alert', () => {
    expect(ALERT_PAGES.map(([name]) => name).sort()).toEqual([...alertNames].sort());
  });

  it.each(ALERT_PAGES)('%s says how urgent it is, and has every heading in its order', (name, { text }) => {
    expect(text.split('\n')[0]).toBe(`# ${name}`);
    const opening = text.split('\n## ')[0]!;
    const severities = ['page', 'ticket'].filter((severity) => opening.includes(`**${severity}**`));
    expect(severities).toEqual(severitiesOf(name).sort());
    expect(Array.from(text.matchAll(/^## (.+)$/gm), ([, heading]) => heading)).toEqual(HEADINGS);
  });

  it('quote only log lines and messages that the server writes', () => {
    const quotes = ALERT_PAGES.flatMap(([, page]) => [
      ...page.quotes().filter((quote) => /^[A-Z]\w* \w/.test(quote)),
      ...Array.from(page.text.matchAll(/\.msg == "([^"]+)"/g), ([, message]) => message!),
    ]);
    expect(quotes.length).toBeGreaterThan(15);
    const pieces = quotes.flatMap((quote) => quote.split('…').map((piece) => piece.trim()));
    const written = sources();
    expect(pieces.filter((piece) => !written.includes(piece))).toEqual([]);
  });

  it('are listed in the guide with their severities', () => {
    const rows = OPERATIONS_GUIDE.text.matchAll(/^\| \[(\w+)\]\(alerts\/\w+\.md\) \| ([\w, ]+) \|/gm);
    const listed = Array.from(rows, ([, name, severities]) => `${name!}: ${severities!}`);
    expect(listed).toEqual(alertNames.map((name) => `${name}: ${severitiesOf(name).join(', ')}`));
  });
});

/** Everything that the server can write. */
function sources(): string {
  const folder = join(PROJECT_FOLDER, 'grpc_model/src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
}

describe("the operator's guide", () => {
  it('names the ports that the settings have by default', () => {
    const rows = OPERATIONS_GUIDE.text.matchAll(/^\| (\d+|none) \| `([A-Z_]+)` \|/gm);
    const named = Array.from(rows, ([, port, variable]) => [variable, port === 'none' ? 'off' : Number(port)]);
    const { port, httpPort, managementPort, metricsPort } = SETTINGS;
    const { listenModzy, listenOpenInferenceGrpc, listenOpenInferenceRest } = SETTINGS;
    const further = [listenModzy, listenOpenInferenceGrpc, listenOpenInferenceRest];
    const ports = [port, httpPort, managementPort, metricsPort, ...further];
    expect(named).toEqual(ports.map((each) => [each.variable, each.default]));
  });

  it('scrapes the job that the rules know', () => {
    const scrapes = MANIFESTS.flatMap(
      (each) => (each as { scrape_configs?: { job_name: string }[] }).scrape_configs ?? [],
    );
    const jobs = ALERTS.flatMap(({ expr }) => read(expr).matchers.filter(({ label }) => label === 'job'));
    expect(jobs.length).toBeGreaterThan(0);
    expect(new Set(jobs.map(({ value }) => value))).toEqual(new Set(scrapes.map(({ job_name: name }) => name)));
  });

  it('gives a deployment the ports, the settings and the time to stop that the server has', () => {
    const { spec } = (MANIFESTS as readonly Deployment[]).find(({ kind }) => kind === 'Deployment')!.spec.template;
    const container = spec.containers[0]!;
    expect(container.env.filter(({ name }) => !variables.includes(name))).toEqual([]);
    const ports = new Map(container.ports.map(({ name, containerPort }) => [name, containerPort]));
    expect(ports.get('grpc')).toBe(SETTINGS.port.default);
    expect(ports.get('http')).toBe(SETTINGS.httpPort.default);
    expect(String(ports.get('metrics'))).toBe(container.env.find(({ name }) => name === 'METRICS_PORT')?.value);
    const { drainTimeoutMs, abandonGraceMs, closeTimeoutMs } = SETTINGS;
    const stopMs = drainTimeoutMs.default + abandonGraceMs.default + closeTimeoutMs.default;
    const graceMs = spec.terminationGracePeriodSeconds * 1000;
    expect(graceMs).toBeGreaterThan(stopMs + container.lifecycle.preStop.sleep.seconds * 1000);
    const service = (MANIFESTS as readonly Service[]).find(({ kind }) => kind === 'Service')!;
    expect(service.spec.ports.filter(({ targetPort, port }) => ports.get(targetPort) !== port)).toEqual([]);
  });
});

interface Deployment {
  readonly kind?: string;
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly containers: readonly {
          readonly env: readonly { readonly name: string; readonly value: string }[];
          readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
          readonly lifecycle: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
        }[];
      };
    };
  };
}

interface Service {
  readonly kind?: string;
  readonly spec: { readonly ports: readonly { readonly port: number; readonly targetPort: string }[] };
}
