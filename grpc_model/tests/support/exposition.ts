/** One metric as it was exported. */
export interface ExportedMetric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly samples: readonly ExportedSample[];
}

export interface ExportedSample {
  /** With the ending that a histogram gives it. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Reads the text format as a scraper does; whatever it must not have is thrown: a line that is none, a sample without its
 * metric, and a series that is there twice.
 */
export function parseExposition(text: string): Map<string, ExportedMetric> {
  const metrics = new Map<string, ExportedMetric & { samples: ExportedSample[] }>();
  const seen = new Set<string>();
  let help: readonly [string, string] | undefined;
  let current: (ExportedMetric & { samples: ExportedSample[] }) | undefined;
  for (const line of text.trimEnd().split('\n')) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (kind === 'HELP') help = [name, rest];
    else if (kind === 'TYPE') {
      if (help?.[0] !== name || metrics.has(name))
        throw new Error(`The metric ${name} has no help, or is there twice.`);
      current = { name, help: help[1], type: rest, samples: [] };
      metrics.set(name, current);
    } else {
      const sample = parseSample(line);
      const key = line.slice(0, line.lastIndexOf(' '));
      if (seen.has(key)) throw new Error(`The series ${key} is there twice.`);
      seen.add(key);
      if (current === undefined || !belongs(sample, current)) throw new Error(`This line has no metric: ${line}`);
      current.samples.push(sample);
    }
  }
  return metrics;
}

function belongs(sample: ExportedSample, { name, type }: ExportedMetric): boolean {
  const endings = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
  return endings.some((ending) => sample.name === `${name}${ending}`);
}

function parseSample(line: string): ExportedSample {
  const [, name, labelText = '', value] = /^([a-z_][a-z0-9_]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  if (name === undefined) throw new Error(`This line is none: ${line}`);
  const labels = Object.fromEntries(
    Array.from(labelText.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"(?:,|$)/g), ([, label, text]) => [label!, text!]),
  );
  return { name, labels, value: Number(value!.replace('Inf', 'Infinity')) };
}

/** The sum of the samples of this name that have these labels. */
export function total(text: string, name: string, labels: Readonly<Record<string, string>> = {}): number {
  return [...parseExposition(text).values()]
    .flatMap(({ samples }) => samples)
    .filter((sample) => sample.name === name)
    .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);
}
