import { Scheduler } from '../../src/batching/scheduler';
import { toCallParameters, type CallParameters } from '../../src/core/call-parameters';
import type { Executor } from '../../src/core/executor';
import { EXECUTORS } from '../support/executors';
import { LogBook } from '../support/log-book';
import { callOf, itemOf, NO_OPTIONS, requestOf, resultIn, summaryOf } from '../support/requests';
import { stopWithin } from '../support/stop-within';
import { createTestBundle, type TestBundle } from '../support/test-bundle';

const EVERY_KIND = toCallParameters([
  ['max_tokens', 20],
  ['temperature', 0.25],
  ['seed', 2n ** 64n - 1n],
  ['stream', false],
  ['stop', 'grüße'],
  ['__proto__', 'no prototype'],
]);

const SEEN = [
  'max_tokens: number 20',
  'temperature: number 0.25',
  'seed: bigint 18446744073709551615',
  'stream: boolean false',
  'stop: string grüße',
  '__proto__: string no prototype',
];

describe.each(Object.keys(EXECUTORS))("a caller's parameters, with the %s executor", (name) => {
  let bundle: TestBundle;
  let log: LogBook;
  let executor: Executor;

  beforeEach(async () => {
    bundle = createTestBundle();
    log = new LogBook();
    executor = EXECUTORS[name]!(bundle, log);
    await executor.start();
  });

  afterEach(async () => {
    await stopWithin(executor, log);
    bundle[Symbol.dispose]();
  });

  const requestWith = (parameters: CallParameters | undefined, ...commands: string[]) => ({
    ...requestOf(...commands),
    options: { ...NO_OPTIONS, parameters },
  });
  const infer = async (parameters: CallParameters | undefined, ...commands: string[]) =>
    (await executor.infer(requestWith(parameters, ...commands), callOf())).map(summaryOf);

  test('reach the single method and the batch method as they were given', async () => {
    expect(await infer(EVERY_KIND, 'parameters')).toEqual([{ batch: 1, seen: SEEN }]);
    expect(await infer(EVERY_KIND, 'parameters', 'a')).toMatchObject([{ batch: 2, seen: SEEN }, { command: 'a' }]);
  });

  test('reach a stream', async () => {
    const pieces: unknown[] = [];
    const options = { ...NO_OPTIONS, parameters: EVERY_KIND };
    for await (const piece of executor.stream(itemOf({ command: 'parameters 0' }), options, callOf()))
      pieces.push(resultIn(piece));
    expect(pieces).toEqual([{ batch: 1, seen: SEEN }]);
  });

  test('are empty where a caller gave none, also after one that gave some', async () => {
    await infer(EVERY_KIND, 'a');
    expect(await infer(undefined, 'parameters')).toEqual([{ batch: 1, seen: [] }]);
  });

  test('reach each call by itself: calls that wait together share a batch only where theirs are equal', async () => {
    const scheduler = new Scheduler(executor, {
      batching: { maxBatchSize: 8, maxQueueDelayMs: 0, preferredBatchSizes: [] },
      queue: { maxCalls: 100, maxBytes: 1e6 },
      declared: { inputs: [], outputs: [] },
    });
    const send = async (top: number, ...commands: string[]) => {
      const request = requestWith(toCallParameters([['top', top]]), ...commands);
      return (await scheduler.infer(request, callOf())).map(summaryOf);
    };
    const running = send(0, 'spin-for 50');
    const answers = await Promise.all([send(1, 'parameters'), send(2, 'parameters'), send(1, 'parameters')]);
    expect(answers).toEqual([
      [{ batch: 2, seen: ['top: number 1'] }],
      [{ batch: 1, seen: ['top: number 2'] }],
      [{ batch: 2, seen: ['top: number 1'] }],
    ]);
    expect(await running).toEqual(['spun']);
  });
});
