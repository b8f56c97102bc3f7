import type { Outcome, WorkReport } from '../../../../src/core/call-record';
import { ModelObservers } from '../../../../src/core/model-observer';
import { DeferredCalls } from '../../../../src/telemetry/deferred-calls';
import { Statistics } from '../../../../src/telemetry/statistics/statistics';
import { recordOf } from '../../../support/requests';

const NOTHING = { count: 0, ms: 0 };

function setUp(isKnown: (model: string, version: string) => boolean = () => true) {
  const calls = new DeferredCalls();
  const observers = new ModelObservers();
  const statistics = new Statistics({ isKnown, flush: () => calls.flush() });
  calls.tell([statistics.onCallEnd]);
  observers.tell(statistics.findObserver);
  return { calls, statistics, observers };
}

interface CallFacts {
  readonly model?: string;
  readonly items?: number;
  readonly failedItems?: number;
  readonly outcome?: Outcome;
  readonly tookMs?: number;
  /** Times from the call's beginning. */
  readonly works?: readonly WorkReport[];
}

/** A call that is over: 10 ms, of which 2 before a worker began. */
function recordWith({ model = 'm', items = 1, failedItems = 0, outcome = 'ok', tookMs = 10, works }: CallFacts = {}) {
  const record = Object.assign(recordOf(), { model, modelVersion: '1', items, failedItems, outcome });
  record.answeredAtMs = record.beganAtMs + tookMs;
  for (const { begunAtMs, endedAtMs, ...rest } of works ?? [work(2, 8, 4)])
    record.works.push({
      begunAtMs: record.beganAtMs + begunAtMs,
      endedAtMs: record.beganAtMs + endedAtMs,
      ...rest,
    });
  return record;
}

function work(begunAtMs: number, endedAtMs: number, wrapperMs?: number, items = 1): WorkReport {
  return { begunAtMs, endedAtMs, wrapperMs, items };
}

const sum = (count: number, ms: number) => ({ count, ms: expect.closeTo(ms, 6) as number });

describe('the statistics of a version', () => {
  it('are zeros until it is called', () => {
    expect(setUp().statistics.of('m', '1')).toEqual({
      ...{ lastCalledAtMs: 0, items: 0, executions: 0, batches: [] },
      ...{ succeeded: NOTHING, failed: NOTHING, queued: NOTHING, input: NOTHING, inferred: NOTHING, output: NOTHING },
    });
  });

  it('have a call as soon as it is over, with the way to the wrapper and back halved', () => {
    const { calls, statistics } = setUp();
    calls.add(recordWith({ items: 3 }));
    expect(statistics.of('m', '1')).toMatchObject({
      ...{ items: 3, succeeded: sum(1, 10), failed: NOTHING, queued: sum(1, 2) },
      ...{ input: sum(1, 1), inferred: sum(1, 4), output: sum(1, 1) },
    });
    calls.add(recordWith({ works: [work(1, 3, 2)] }));
    expect(statistics.of('m', '1')).toMatchObject({ items: 4, succeeded: sum(2, 20), queued: sum(2, 3) });
  });

  it('count a failed call alone, without the items that did not come to anything', () => {
    const { calls, statistics } = setUp();
    calls.add(recordWith({ outcome: 'model-failed', failedItems: 1, tookMs: 7 }));
    expect(statistics.of('m', '1')).toMatchObject({
      ...{ items: 0, succeeded: NOTHING, failed: sum(1, 7), queued: NOTHING, inferred: NOTHING },
    });
  });

  it('count a call of which some items failed as one that succeeded, with the others', () => {
    const { calls, statistics } = setUp();
    calls.add(recordWith({ outcome: 'partial', items: 5, failedItems: 2 }));
    expect(statistics.of('m', '1')).toMatchObject({ items: 3, succeeded: { count: 1 }, failed: NOTHING });
  });

  it("count all of a worker's time as the wrapper's where the worker did not say", () => {
    const { calls, statistics } = setUp();
    calls.add(recordWith({ works: [work(2, 8)] }));
    expect(statistics.of('m', '1')).toMatchObject({ input: sum(1, 0), inferred: sum(1, 6), output: sum(1, 0) });
  });

  it('leave out calls that asked for no inference, and those that named no model', () => {
    const { calls, statistics } = setUp();
    calls.add(recordWith({ items: 0 }));
    calls.add(recordWith({ model: '' }));
    expect(statistics.of('m', '1').succeeded).toEqual(NOTHING);
    expect(statistics.of('', '1').succeeded).toEqual(NOTHING);
  });

  it('tell when the last call began, by the clock on the wall', () => {
    const { calls, statistics } = setUp();
    const beforeMs = Date.now() - 1;
    calls.add(recordWith());
    const { lastCalledAtMs } = statistics.of('m', '1');
    expect(lastCalledAtMs).toBeGreaterThanOrEqual(beforeMs);
    expect(lastCalledAtMs).toBeLessThanOrEqual(Date.now() + 1);
  });

  it('have each piece of work once, by its size, however many calls it was for', () => {
    const { observers, statistics } = setUp();
    const observer = observers.of('m', '1');
    observer.worked(work(0, 8, 6, 4));
    observer.worked(work(0, 3, 1, 1));
    observer.worked(work(0, 4, 2, 4));
    observers.of('n', '1').worked(work(0, 1, 1, 1));
    expect(statistics.of('m', '1')).toMatchObject({
      executions: 3,
      batches: [
        { items: 1, input: sum(1, 1), inferred: sum(1, 1), output: sum(1, 1) },
        { items: 4, input: sum(2, 2), inferred: sum(2, 8), output: sum(2, 2) },
      ],
    });
  });

  it('are those of the moment: what was read does not change', () => {
    const { calls, statistics } = setUp();
    const before = statistics.of('m', '1');
    calls.add(recordWith());
    const after = statistics.of('m', '1');
    calls.add(recordWith());
    expect([before.succeeded.count, after.succeeded.count]).toEqual([0, 1]);
  });

  it('are forgotten with the version, and those of versions that are there are not', () => {
    const { observers, statistics } = setUp((model) => model === 'stays');
    observers.of('stays', '1').worked(work(0, 1));
    for (let index = 0; index < 300; index++) observers.of(`goes-${index}`, '1').worked(work(0, 1));
    expect(statistics.of('stays', '1').executions).toBe(1);
    expect(statistics.of('goes-0', '1').executions).toBe(0);
  });
});
