import { ANSWERED_OUTCOMES } from '../src/core/call-record';
import { ERROR_CODES } from '../src/core/errors';
import {
  COUNTED_METRICS,
  DURATION_BUCKETS,
  ITEM_BUCKETS,
  READ_METRICS,
  type MetricDefinition,
} from '../src/telemetry/metrics/metrics';
import { Document } from './support/documents';
import { parseExposition, type ExportedMetric } from './support/exposition';
import { callOnce, createCollector, textOf } from './support/metrics';

const guide = new Document('docs/operations/metrics.md');
const defined: MetricDefinition[] = [...Object.values(COUNTED_METRICS), ...Object.values(READ_METRICS)];

/** The rows of the guide's tables of metrics. */
const documented = guide.text
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter((cells) => cells.length === 6 && cells[1]!.startsWith('`'))
  .map(([, name, type, labels, help]) => ({
    name: name!.replaceAll('`', ''),
    type,
    labels: Array.from(labels!.matchAll(/`(\w+)`/g), ([, label]) => label!),
    help,
  }));

/** Everything has happened once. */
async function exportAll(): Promise<ExportedMetric[]> {
  const collector = createCollector();
  callOnce(collector);
  return [...parseExposition(await textOf(collector)).values()];
}

const labelsOf = ({ samples }: ExportedMetric) =>
  [...new Set(samples.flatMap(({ labels }) => Object.keys(labels)))].filter((label) => label !== 'le');

const isOwn = ({ name }: { readonly name: string }) => name.startsWith('model_server_');

test('the guide has every metric as it is defined, and no other of ours', () => {
  const rows = defined.map(({ name, type, labels, help }) => ({ name, type, labels: [...labels], help }));
  expect(documented.filter(isOwn)).toEqual(rows);
});

test('every metric of the guide is exported with its type, help and labels, and none that is not in it', async () => {
  const exported = await exportAll();
  const rows = exported.map(({ name, type, help }) => ({ name, type, help }));
  const expected = documented.map(({ name, type, help }) => ({ name, type, help }));
  const byName = (one: { name: string }, other: { name: string }) => (one.name < other.name ? -1 : 1);
  expect(rows.toSorted(byName)).toEqual(expected.toSorted(byName));
  for (const metric of exported.filter(isOwn)) {
    const { labels } = documented.find(({ name }) => name === metric.name)!;
    expect([metric.name, ...labelsOf(metric).toSorted()]).toEqual([metric.name, ...labels.toSorted()]);
  }
  // Of the process, some happen rarely.
  for (const metric of exported.filter((each) => !isOwn(each))) {
    const { labels } = documented.find(({ name }) => name === metric.name)!;
    expect(labelsOf(metric).filter((label) => !labels.includes(label))).toEqual([]);
  }
});

test('the guide names every bucket, as it is exported', async () => {
  for (const bounds of [DURATION_BUCKETS, ITEM_BUCKETS]) expect(guide.text).toContain(`| ${bounds.join(', ')} |`);
  const histograms = (await exportAll()).filter((metric) => isOwn(metric) && metric.type === 'histogram');
  expect(histograms).toHaveLength(5);
  for (const { name, samples } of histograms) {
    const bounds = samples.flatMap(({ labels }) => labels['le'] ?? []);
    const expected = name === 'model_server_batch_items' ? ITEM_BUCKETS : DURATION_BUCKETS;
    expect(bounds).toEqual([...expected.map(String), '+Inf']);
  }
});

test('the guide names every outcome of a call', () => {
  const row = guide.text.split('\n').find((line) => line.startsWith('| `outcome`'))!;
  const named = Array.from(row.split('; of an item')[0]!.matchAll(/`([\w-]+)`/g), ([, outcome]) => outcome);
  expect(named).toEqual(['outcome', ...ANSWERED_OUTCOMES, ...ERROR_CODES]);
});

test('names and units are as Prometheus has them', () => {
  for (const { name, type, help } of defined) {
    expect(name).toMatch(/^model_server_[a-z_]+$/);
    expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
    expect(help).toMatch(/\.$/);
    // It stands in a table.
    expect(help).not.toMatch(/[|\n]/);
  }
});
