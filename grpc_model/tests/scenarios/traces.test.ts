import type { CallRecord } from '../../src/core/call-record';
import { openTraces, type Traces, type TraceTimes } from '../../src/telemetry/traces/open-traces';
import { LogBook } from '../support/log-book';
import { OtlpCollector, type CollectedSpan } from '../support/otlp-collector';
import { recordOf } from '../support/requests';
import { startTestServer, type TestServer } from '../support/start-test-server';
import { until } from '../support/until';

// The exporter's package imports Node's modules when it needs them, which it cannot in jest's modules. The server sends what
// it has at once; how long it waits for more is not what is tested.
declare const requireNatively: NodeJS.Require;
jest.mock('../../src/telemetry/traces/open-traces', () => {
  const native = requireNatively(
    `${process.cwd()}/dist/grpc_model/src/telemetry/traces/open-traces.js`,
  ) as typeof import('../../src/telemetry/traces/open-traces');
  const atOnce: TraceTimes = { exportEveryMs: 1, exportTimeoutMs: 5000, closeTimeoutMs: 2000 };
  const open: typeof openTraces = (settings, logger, times) => native.openTraces(settings, logger, times ?? atOnce);
  return { openTraces: open };
});

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

const collector = new OtlpCollector();
let endpoint: string;
let server: TestServer;

beforeAll(async () => {
  endpoint = await collector.open();
  server = await startTestServer({
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=team%20a',
      OTEL_SERVICE_NAME: 'the-test',
    },
  });
});

afterAll(async () => {
  await server.stop();
  await collector.close();
});

/** Runs commands in a call with this id, and resolves when its access line is there. */
async function call(id: string, commands: readonly string[], headers: Readonly<Record<string, string>> = {}) {
  await server.client.results(commands, { headers: { ...headers, 'x-request-id': id } });
  const isLine = ({ message, fields }: (typeof server.log.lines)[number]) =>
    message.startsWith('modzy/Run') && fields['requestId'] === id;
  await server.log.until(() => server.log.lines.some(isLine));
  return server.log.lines.find(isLine)!.fields;
}

async function spansOf(id: string): Promise<CollectedSpan[]> {
  await until(() => collector.ofCall(id).length > 0);
  return collector.ofCall(id);
}

test("a call is a span below its caller's, with its waiting, its work and the wrapper below it", async () => {
  const fields = await call('with-parent', ['a', 'b'], { traceparent: `00-${TRACE}-${SPAN}-01` });
  const spans = await spansOf('with-parent');
  const [root, queue, worker, wrapper] = ['modzy/Run', 'queue', 'worker', 'wrapper'].map((name) =>
    spans.find((span) => span.name === name)!,
  );
  expect(spans).toHaveLength(4);
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
  expect(root).toMatchObject({ parentSpanId: SPAN, kind: 2, status: { code: 0 } });
  expect(root!.attributes).toMatchObject({
    'rpc.method': 'modzy/Run',
    'model.name': 'scripted-model',
    'model.version': '1.2.3',
    'call.request_id': 'with-parent',
    'call.outcome': 'ok',
    'call.items': 2,
  });
  expect(queue!.parentSpanId).toBe(root!.spanId);
  expect(worker).toMatchObject({ parentSpanId: root!.spanId, attributes: { 'batch.items': 2 } });
  expect(wrapper!.parentSpanId).toBe(worker!.spanId);
  expectWithin(queue!, root!);
  expectWithin(worker!, root!);
  expectWithin(wrapper!, worker!);
  expect(queue!.endNs).toBeLessThanOrEqual(worker!.beginNs);
  expect(fields['traceId']).toBe(TRACE);
  expect(collector.services).toEqual(new Set(['the-test']));
  expect(collector.requests[0]).toMatchObject({ path: '/v1/traces', headers: { 'x-tenant': 'team a' } });
});

function expectWithin(inner: CollectedSpan, outer: CollectedSpan): void {
  expect(inner.beginNs).toBeGreaterThanOrEqual(outer.beginNs);
  expect(inner.endNs).toBeLessThanOrEqual(outer.endNs);
  expect(inner.beginNs).toBeLessThanOrEqual(inner.endNs);
}

test('a call of a model that threw is a span with an error', async () => {
  await call('failing', ['throw']);
  const [root] = await spansOf('failing');
  expect(root).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': 'model-failed' } });
});

test("a caller's own fault is told, and is no error of the server's", async () => {
  await call('faulty', ['refuse']);
  const [root] = await spansOf('faulty');
  expect(root).toMatchObject({ status: { code: 0 }, attributes: { 'error.type': 'invalid-argument' } });
});

test('a parent that is malformed is none: the call begins a trace', async () => {
  await call('malformed', ['a'], { traceparent: `00-${TRACE.toUpperCase()}-${SPAN}-01` });
  const [root] = await spansOf('malformed');
  expect(root!.parentSpanId ?? '').toBe('');
  expect(root!.traceId).not.toBe(TRACE);
});

test('a call whose caller does not record its trace sends nothing', async () => {
  const unrecorded = await call('unsampled', ['a'], { traceparent: `00-${TRACE}-${SPAN}-00` });
  // What came later has arrived.
  await call('sampled', ['a']);
  await spansOf('sampled');
  expect(collector.ofCall('unsampled')).toEqual([]);
  expect(unrecorded['traceId']).toBeUndefined();
});

describe('the exporter', () => {
  let traces: Traces;
  let log: LogBook;
  const settings = { otlpHeaders: '', otelServiceName: 's', traceSampleRatio: 1 };
  /** Too short for the exporter to try again: what fails is lost at once. */
  const impatient: TraceTimes = { exportEveryMs: 1, exportTimeoutMs: 500, closeTimeoutMs: 2000 };
  const open = (otlpEndpoint: string, { traceSampleRatio = 1, times = impatient } = {}) => {
    log = new LogBook();
    traces = openTraces({ ...settings, otlpEndpoint, traceSampleRatio }, log, times)!;
  };
  const record = (requestId: string): CallRecord => {
    const made = recordOf({ requestId });
    made.answer('ok');
    return made;
  };

  test('is not there without an endpoint', () => {
    expect(openTraces({ ...settings, otlpEndpoint: '' }, new LogBook())).toBeUndefined();
  });

  test('sends what waits when it is closed', async () => {
    open(endpoint);
    traces.listener(record('last'));
    await traces.close();
    expect(collector.ofCall('last')).toHaveLength(1);
    expect(log.lines).toEqual([]);
  });

  test('records the part of the calls that was asked for', async () => {
    open(endpoint, { traceSampleRatio: 0 });
    traces.listener(record('never'));
    await traces.close();
    expect(collector.ofCall('never')).toEqual([]);
  });

  test('tells of an outage once, and of its end, with how many spans it cost', async () => {
    const other = new OtlpCollector();
    const place = await other.open();
    await other.close();
    open(place);
    traces.listener(record('lost'));
    await log.waitFor(/^Traces cannot be sent/);
    for (let round = 0; round < 2000; round++) traces.listener(record('lost, too'));
    await other.open();
    traces.listener(record('arrives'));
    const { fields } = await log.waitFor('Traces are sent again.');
    await traces.close();
    await other.close();
    expect(log.lines).toHaveLength(2);
    expect(other.ofCall('arrives')).toHaveLength(1);
    // Every span is in one of the two.
    expect(fields['lostSpans']).toBeGreaterThan(0);
    expect(Number(fields['lostSpans']) + other.spans.length).toBe(2002);
  });

  test('keeps a bound of spans, counts the others, and closes in time, while the collector is silent', async () => {
    const silent = new OtlpCollector();
    silent.fallSilent();
    // An answer would be waited for longer than a test may take.
    open(await silent.open(), { times: { exportEveryMs: 1, exportTimeoutMs: 600_000, closeTimeoutMs: 100 } });
    for (let round = 0; round < 50_000; round++) traces.listener(record(`flood-${round}`));
    await traces.close();
    expect(log.with(/^Traces cannot be sent/)).toHaveLength(1);
    expect(log.with('Traces are sent again.')).toEqual([]);
    // What had been on its way was not in vain.
    silent.speakAgain();
    const { fields } = await log.waitFor('Traces are sent again.');
    await until(() => silent.spans.length === 512 + 8192);
    await silent.close();
    expect(fields['lostSpans']).toBe(50_000 - silent.spans.length);
  });
});
