import fc from 'fast-check';
import { Scheduler } from '../../../src/batching/scheduler';
import { ServingError } from '../../../src/core/errors';
import { succeeded, type InferenceRequest, type Item, type TensorPart } from '../../../src/core/request';
import { FakeWorkers } from '../../support/fake-workers';
import { callOf, NO_OPTIONS } from '../../support/requests';

const MAX_ROWS = 4;
const declaredPart = {
  ...{ acceptedMediaTypes: [], mediaType: '', maxSize: { text: '1M', value: 1e6 }, description: '' },
  tensor: { datatype: 'UINT8' as const, shape: [-1, -1] },
};

/** An item whose every row tells whose it is. */
function itemOf(id: number, rows: number, width: number): Item {
  const bytes = new Uint8Array(rows * width).fill(id);
  return new Map([['x', { kind: 'tensor', datatype: 'UINT8', shape: [rows, width], bytes }]]);
}
const tensorIn = (item: Item) => item.get('x') as TensorPart;
const turn = () => new Promise((resolve) => setImmediate(resolve));

const requests = fc.array(
  fc.record({
    items: fc.array(fc.record({ rows: fc.integer({ min: 1, max: 9 }), width: fc.integer({ min: 1, max: 2 }) }), {
      minLength: 1,
      maxLength: 6,
    }),
    explain: fc.boolean(),
    priority: fc.constantFrom('high' as const, 'normal' as const, 'low' as const),
    /** 0: hangs up before it has its answer. */
    patience: fc.integer({ min: 0, max: 5 }),
    turnsBefore: fc.integer({ min: 0, max: 2 }),
  }),
  { minLength: 1, maxLength: 25 },
);
const endings = fc.array(fc.constantFrom('answer', 'answer', 'answer', 'throw', 'die'), { minLength: 8, maxLength: 8 });

test('every call gets exactly one answer, its own; no batch is too large or mixed', async () => {
  await fc.assert(
    fc.asyncProperty(requests, endings, fc.integer({ min: 1, max: 3 }), async (calls, how, workers) => {
      const executor = new FakeWorkers();
      executor.workers = workers;
      const scheduler = new Scheduler(executor, {
        batching: { maxBatchSize: MAX_ROWS, maxQueueDelayMs: 0, preferredBatchSizes: [] },
        queue: { maxCalls: 1000, maxBytes: 1e9 },
        declared: { inputs: [{ name: 'x', ...declaredPart }], outputs: [{ name: 'x', ...declaredPart }] },
      });
      let answers = 0;
      const gone: AbortController[] = [];
      const outcomes: Promise<void>[] = [];
      let ended = 0;
      const endOne = () => {
        const work = executor.works[ended];
        if (work === undefined) return false;
        checkBatch(work.request);
        const end = how[ended++ % how.length]!;
        if (end === 'throw' && work.request.items.length > 1) work.fail(new ServingError('model-failed', 'thrown'));
        else if (end === 'die') work.fail(new ServingError('unavailable', 'died'));
        else work.succeed(work.request.items.map(succeeded));
        return true;
      };
      for (const [id, { items, explain, priority, patience, turnsBefore }] of calls.entries()) {
        for (let count = 0; count < turnsBefore; count++) await turn();
        if (turnsBefore > 0) endOne();
        const caller = new AbortController();
        if (patience === 0) gone.push(caller);
        const request: InferenceRequest = {
          items: items.map(({ rows, width }) => itemOf(id, rows, width)),
          options: { ...NO_OPTIONS, explain },
          priority,
        };
        const answer = scheduler.infer(request, callOf({ id: `call-${id}`, signal: caller.signal }));
        outcomes.push(
          answer.then(
            (results) => {
              answers++;
              expect(results).toHaveLength(items.length);
              for (const [index, result] of results.entries()) {
                if (!result.ok) expect(result.error.code).toBe('unavailable');
                else expect(tensorIn(result.output)).toMatchObject(tensorIn(request.items[index]!));
              }
            },
            (thrown: unknown) => {
              answers++;
              expect(patience).toBe(0);
              expect(thrown).toMatchObject({ code: 'cancelled' });
            },
          ),
        );
      }
      for (const caller of gone) caller.abort(new ServingError('cancelled', 'hung up'));
      const answered = Promise.all(outcomes).then(() => 'answered');
      while ((await Promise.race([answered, turn()])) !== 'answered') endOne();
      expect(answers).toBe(calls.length);
    }),
    { numRuns: 60 },
  );
});

function checkBatch({ items }: InferenceRequest): void {
  const rows = items.map((item) => tensorIn(item).shape[0]!);
  expect(rows.reduce((total, count) => total + count, 0)).toBeLessThanOrEqual(MAX_ROWS);
  expect(new Set(items.map((item) => tensorIn(item).shape[1])).size).toBe(1);
}
