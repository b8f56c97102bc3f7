import { metricsService } from '../../../../src/telemetry/metrics';
import type { VersionFigures } from '../../../../src/core/figures';
import { parseExposition, total } from '../../../support/exposition';
import { callOnce, createCollector, textOf, versionFigures } from '../../../support/metrics';
import { recordOf } from '../../../support/requests';

const CALLS = 'model_server_calls_total';

test('a version that has vanished takes its series along, and a new one of its name begins at nothing', async () => {
  let versions = [versionFigures(), versionFigures({ version: '2' })];
  const collector = createCollector({ versions: () => versions });
  for (const version of ['1', '1', '2']) callOnce(collector, 'm', version);
  expect(total(await textOf(collector), CALLS, { version: '1' })).toBe(2);
  versions = [versionFigures({ version: '2' })];
  const without = await textOf(collector);
  expect(without).not.toContain('version="1"');
  expect(total(without, CALLS)).toBe(1);
  versions = [versionFigures(), ...versions];
  callOnce(collector, 'm', '1');
  expect(total(await textOf(collector), CALLS, { version: '1' })).toBe(1);
});

test('a version that is loaded has its counters at 0 before anything happens; one that is not has none', async () => {
  const versions = [versionFigures(), versionFigures({ version: '2', state: 'unloaded' })];
  const exported = parseExposition(await textOf(createCollector({ versions: () => versions })));
  for (const name of ['worker_deaths', 'worker_starts', 'model_load_failures'])
    expect(exported.get(`model_server_${name}_total`)?.samples).toMatchObject([
      { labels: { model: 'm', version: '1' }, value: 0 },
    ]);
});

test('what an observer tells that outlived its version makes no series again', async () => {
  let versions = [versionFigures()];
  const collector = createCollector({ versions: () => versions });
  const observer = collector.findObserver('m', '1');
  versions = [];
  observer.workerDied();
  callOnce(collector, 'm', '1');
  expect(await textOf(collector)).not.toContain('model="m"');
});

test('where nobody scrapes, versions that come and go do not pile up', async () => {
  let present = 0;
  const asked = new Set<string>();
  const collector = createCollector({
    isKnown: (model) => {
      asked.add(model);
      return model === `m${present}`;
    },
  });
  for (present = 0; present < 1000; present++) callOnce(collector, `m${present}`);
  const dropped = asked.size;
  expect(dropped).toBeGreaterThan(500);
  // What was dropped then is not looked at again.
  asked.clear();
  await textOf(collector);
  expect(asked.size).toBeLessThanOrEqual(300);
});

test('calls that named no model that there is count without one, for good', async () => {
  const collector = createCollector({ versions: () => [] });
  const record = recordOf({ method: 'Run' });
  record.answer('not-found');
  collector.onCallEnd(record);
  await textOf(collector);
  expect(total(await textOf(collector), CALLS, { model: '', version: '', outcome: 'not-found' })).toBe(1);
});

test('the gauges are those of the moment', async () => {
  const versions: VersionFigures[] = [
    versionFigures({ queue: { calls: 3, bytes: 70 }, workers: { loading: 1, idle: 0, busy: 2 } }),
    versionFigures({ version: '2', state: 'failed' }),
    versionFigures({ version: '3', state: 'unloaded' }),
  ];
  const pending = { calls: 4, bytes: 80 };
  const text = await textOf(
    createCollector({ versions: () => versions, pending: () => pending, isReady: () => false }),
  );
  const of = (name: string, labels = {}) => total(text, `model_server_${name}`, labels);
  expect(of('pending_calls')).toBe(4);
  expect(of('pending_bytes')).toBe(80);
  expect(of('queued_calls', { model: 'm', version: '1' })).toBe(3);
  expect(of('queued_bytes', { model: 'm', version: '1' })).toBe(70);
  expect(['loading', 'idle', 'busy'].map((state) => of('workers', { version: '1', state }))).toEqual([1, 0, 2]);
  expect(of('model_state', { version: '2', state: 'failed' })).toBe(1);
  expect(of('model_state', { version: '2' })).toBe(1);
  expect(text).not.toContain('version="3"');
  expect(['ready', 'failed', 'unloaded', 'loading'].map((state) => of('models', { state }))).toEqual([1, 1, 1, 0]);
  expect(of('ready')).toBe(0);
  expect(of('connections', { listener: 'grpc' })).toBe(2);
  expect(of('refused_connections_total', { listener: 'grpc' })).toBe(1);
  expect(of('tls_certificate_expiry_timestamp_seconds')).toBe(1_800_000_000);
  expect(of('info', { version: '1.2.3', node: process.version })).toBe(1);
});

test('without TLS there is no time at which a certificate expires', async () => {
  const text = await textOf(createCollector({ certificateExpiresAtMs: () => undefined }));
  expect(parseExposition(text).get('model_server_tls_certificate_expiry_timestamp_seconds')?.samples).toEqual([]);
});

test('scrapers that come together share one collection; the next one sees what came since', async () => {
  let looks = 0;
  const versions = () => (looks++, [versionFigures()]);
  const collector = createCollector({ versions, isKnown: () => true });
  callOnce(collector);
  const [first, second] = await Promise.all([textOf(collector), textOf(collector)]);
  expect(looks).toBe(1);
  expect(second).toBe(first);
  callOnce(collector);
  expect(total(await textOf(collector), CALLS)).toBe(2);
  expect(looks).toBe(2);
});

test('a collection of a thousand versions lets others have their turn, and comes whole', async () => {
  const versions = Array.from({ length: 1000 }, (_, index) => versionFigures({ model: `model-${index}` }));
  const collector = createCollector({ versions: () => versions, isKnown: () => true });
  for (const { model } of versions) callOnce(collector, model);
  let turns = 0;
  let isOver = false;
  const turn = () => {
    turns++;
    // What happens meanwhile must not tear the text.
    callOnce(collector, `model-${turns % 1000}`);
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  const text = await textOf(collector);
  isOver = true;
  expect(turns).toBeGreaterThan(2);
  expect(parseExposition(text).get(CALLS)?.samples).toHaveLength(1000);
  expect(parseExposition(text).get('model_server_workers')?.samples).toHaveLength(3000);
});

test('the service gives each scraper the format that it wants, and says which one that is', async () => {
  const collector = createCollector();
  callOnce(collector);
  const service = metricsService(collector, 'observe');
  expect(service).toMatchObject({ protocol: 'metrics', isQuiet: true });
  const [route] = service.routes;
  expect(route).toMatchObject({ method: 'GET', path: '/metrics', name: 'metrics', access: 'observe' });
  expect(service.routes).toHaveLength(1);
  const caller = { record: recordOf(), deadlineMs: Infinity, onClosed: () => undefined };
  const get = async (accept?: string) => {
    const answer = await route!.handle({ params: {}, query: {}, headers: { accept }, body: Buffer.alloc(0) }, caller);
    return { ...answer, text: Buffer.from(answer.body as string).toString() };
  };
  const text = await get();
  expect(text).toMatchObject({ status: 200, headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } });
  expect(total(text.text, CALLS)).toBe(1);
  const openMetrics = await get('application/openmetrics-text');
  expect(openMetrics.headers?.['content-type']).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
  expect(openMetrics.text).toContain('# TYPE model_server_calls counter\nmodel_server_calls_total{');
  expect(openMetrics.text.endsWith('\n# EOF\n')).toBe(true);
  // One does not change the other.
  expect(total((await get()).text, CALLS)).toBe(1);
});
