import { Scheduler } from '../../../src/batching/scheduler';
import { toServingError } from '../../../src/core/errors';
import { succeeded, type InferenceRequest } from '../../../src/core/request';
import { FakeWorkers } from '../../support/fake-workers';
import { callOf, requestOf } from '../../support/requests';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** What the executor believes that work takes, and what it takes. */
const BELIEVED_MS = 10;
const TAKES_MS = 11;
const WORKERS = 2;

class SlowExecutor extends FakeWorkers {
  override capabilities = { batch: false, stream: false };
  override workers = WORKERS;
  override meanWorkMs = BELIEVED_MS;
  override infer(request: InferenceRequest, call: Parameters<FakeWorkers['infer']>[1]) {
    const answer = super.infer(request, call);
    const work = this.works.pop()!;
    setTimeout(() => work.succeed(request.items.map(succeeded)), TAKES_MS);
    return answer;
  }
}

/** One call each millisecond, five times what the workers can do. */
async function overload(patienceMs: number, durationMs: number) {
  const scheduler = new Scheduler(new SlowExecutor(), {
    batching: { maxBatchSize: 1, maxQueueDelayMs: 0, preferredBatchSizes: [] },
    queue: { maxCalls: 50, maxBytes: 1e6 },
    declared: { inputs: [], outputs: [] },
  });
  let inTime = 0;
  let slowestRefusalMs = 0;
  const late: string[] = [];
  for (let at = 0; at < durationMs; at++) {
    const sentMs = Date.now();
    scheduler.infer(requestOf('a'), callOf({ deadlineMs: sentMs + patienceMs })).then(
      () => {
        if (Date.now() - sentMs <= patienceMs) inTime++;
      },
      (thrown: unknown) => {
        const { code } = toServingError(thrown);
        if (code === 'resource-exhausted') slowestRefusalMs = Math.max(slowestRefusalMs, Date.now() - sentMs);
        else late.push(code);
      },
    );
    await jest.advanceTimersByTimeAsync(1);
  }
  const capacity = (durationMs / TAKES_MS) * WORKERS;
  return { goodput: inTime / capacity, slowestRefusalMs, late: late.length };
}

test.each([Infinity, 1000, 200, 50])(
  'five times as many calls as the workers can do, of %d ms patience: nearly all that runs is in time, and refusals are immediate',
  async (patienceMs) => {
    const { goodput, slowestRefusalMs, late } = await overload(patienceMs, 2000);
    expect(goodput).toBeGreaterThanOrEqual(0.95);
    expect(slowestRefusalMs).toBeLessThan(2);
    expect(late).toBe(0);
  },
);
