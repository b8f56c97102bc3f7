import type { ModelMetadata } from '../../src/contract';
import { ServingError } from '../../src/core/errors';
import type { Executor } from '../../src/core/executor';
import { LogBook } from '../support/log-book';
import { EXECUTORS } from '../support/executors';
import { bytesOf, callOf, itemOf, NO_OPTIONS, requestOf, resultIn, summaryOf } from '../support/requests';
import { stopWithin } from '../support/stop-within';
import { createTestBundle, duration, type TestBundle } from '../support/test-bundle';

interface Started {
  readonly executor: Executor;
  readonly bundle: TestBundle;
  readonly log: LogBook;
}

/** What every executor does, whichever it is. What only processes can do stands in `worker-executor.test.ts`. */
describe.each(Object.keys(EXECUTORS))('the %s executor', (name) => {
  let current: Started;

  async function start(metadata: Partial<ModelMetadata> = {}): Promise<Started> {
    const bundle = createTestBundle(metadata);
    const log = new LogBook();
    const executor = EXECUTORS[name]!(bundle, log);
    current = { executor, bundle, log };
    await executor.start();
    return current;
  }

  afterEach(async () => {
    await stopWithin(current.executor, current.log);
    current.bundle[Symbol.dispose]();
  });

  /** The summaries of what commands came to in one request. */
  const infer = async (...commands: string[]) =>
    (await current.executor.infer(requestOf(...commands), callOf({ logger: current.log }))).map(summaryOf);

  test('knows the optional methods of its wrapper once it has started', async () => {
    const { executor } = await start();
    expect(executor.capabilities).toEqual({ batch: true, stream: true });
    expect(executor.workers).toBe(1);
  });

  test('gives one item to the single method and several to the batch method', async () => {
    await start();
    expect(await infer('a')).toMatchObject([{ command: 'a', batch: 1 }]);
    expect(await infer('a', 'b', 'c')).toMatchObject([
      { command: 'a', batch: 3 },
      { command: 'b', batch: 3 },
      { command: 'c', batch: 3 },
    ]);
  });

  test('passes the options on', async () => {
    const { executor } = await start();
    const request = { ...requestOf('a'), options: { detectDrift: true, explain: true } };
    expect((await executor.infer(request, callOf())).map(summaryOf)).toMatchObject([{ drift: true, explain: true }]);
  });

  test.each([
    ['throw', 'model-failed: the model is confused'],
    ['throw-silently', 'model-failed: Error without a message'],
    ['refuse', 'invalid-argument: I do not like this item.'],
    ['nothing', 'model-failed: The model returned no output for this item.'],
    [
      'number',
      'model-failed: The model\'s output "results.json" is a number; expected bytes (Uint8Array), text or a tensor.',
    ],
    ['error-key', 'model-failed: it went wrong'],
  ])('a lone item whose wrapper does "%s" fails, and the next one does not', async (command, summary) => {
    await start();
    expect(await infer(command)).toEqual([summary]);
    expect(await infer('a')).toMatchObject([{ command: 'a' }]);
  });

  test('an item that a batch marks as failed fails alone', async () => {
    await start();
    expect(await infer('a', 'refuse')).toMatchObject([{ command: 'a' }, 'invalid-argument: I do not like this item.']);
  });

  test.each([
    ['throw-in-batch', 'the batch is too hard'],
    ['short-batch', 'handleDiscreteInputBatch returned 0 outputs for 2 inputs.'],
  ])('a batch whose wrapper does "%s" rejects as a whole with model-failed', async (command, message) => {
    await start();
    await expect(infer(command, 'a')).rejects.toMatchObject({ code: 'model-failed', message });
  });

  test('a batch with holes in its list of outputs fails the items in the holes', async () => {
    await start();
    const missing = 'model-failed: The model returned no output for this item.';
    expect(await infer('sparse-batch', 'a')).toEqual([missing, missing]);
  });

  test('text that a wrapper returns is UTF-8', async () => {
    const { executor } = await start();
    const [result] = await executor.infer(requestOf('text'), callOf());
    expect(result?.ok === true && bytesOf(result.output).toString()).toBe('grüße');
  });

  test('8 MiB go in and come out unharmed', async () => {
    const { executor } = await start();
    const data = Buffer.alloc(8 * 2 ** 20);
    for (let at = 0; at < data.length; at += 4) data.writeUInt32LE((at * 2654435761) % 2 ** 32, at);
    const items = [itemOf({ command: 'echo', data })];
    const [result] = await executor.infer({ items, options: NO_OPTIONS }, callOf());
    expect(result?.ok === true && bytesOf(result.output).equals(data)).toBe(true);
  });

  test('calls at the same time are answered one after another, each with its own answer', async () => {
    await start();
    const commands = Array.from({ length: 30 }, (_, index) => `c${index}`);
    const answers = await Promise.all(commands.map((command) => infer(command)));
    expect(answers.map(([answer]) => answer)).toMatchObject(commands.map((command) => ({ command })));
  });

  test('an abort reaches the wrapper, and the call rejects with its reason', async () => {
    const { executor, log } = await start();
    const caller = new AbortController();
    const answer = executor.infer(requestOf('wait-for-abort'), callOf({ signal: caller.signal, logger: log }));
    await log.waitFor('The model waits.');
    caller.abort(new ServingError('cancelled', 'hung up'));
    await expect(answer).rejects.toMatchObject({ code: 'cancelled', message: 'hung up' });
    await log.waitFor('The model was told to stop.');
    expect(await infer('a')).toMatchObject([{ command: 'a' }]);
  });

  test('a call that is aborted while it waits is refused at once, and never reaches the wrapper', async () => {
    const { executor, log } = await start();
    const holder = new AbortController();
    const holding = executor.infer(requestOf('wait-for-abort'), callOf({ signal: holder.signal, logger: log }));
    await log.waitFor('The model waits.');
    const caller = new AbortController();
    const waiting = executor.infer(requestOf('log'), callOf({ signal: caller.signal, logger: log }));
    caller.abort(new ServingError('cancelled', 'hung up'));
    // Nothing else ends it: the worker is held until after.
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    holder.abort(new ServingError('cancelled', 'hung up'));
    await expect(holding).rejects.toMatchObject({ code: 'cancelled' });
    await infer('a');
    expect(log.with('The author says hello.')).toEqual([]);
  });

  test('timeout.run ends a call that nobody else would end', async () => {
    await start({ timeouts: { status: duration('20s'), run: duration('200ms') } });
    await expect(infer('never')).rejects.toMatchObject({
      code: 'deadline-exceeded',
      message: 'The model did not answer within timeout.run (200ms).',
    });
    expect(await infer('a')).toMatchObject([{ command: 'a' }]);
  });

  test("the author's log lines carry the call's request id", async () => {
    const { executor, log } = await start();
    await executor.infer(requestOf('log'), callOf({ id: 'call-77', logger: log }));
    const line = await log.waitFor('The author says hello.');
    expect(line).toMatchObject({ level: 'info', fields: { size: 3, requestId: 'call-77' } });
  });

  test('a log line with fields that JSON cannot carry keeps its request id', async () => {
    const { executor, log } = await start();
    await executor.infer(requestOf('log-big-number'), callOf({ id: 'call-78', logger: log }));
    expect((await log.waitFor('The author counts.')).fields).toMatchObject({ requestId: 'call-78' });
  });

  test("an error of the model leaves its stack in the log, a fault of the caller's does not", async () => {
    const { log } = await start();
    await infer('refuse');
    await infer('throw');
    await log.waitFor('The model threw an error.');
    const stacks = log.with('The model threw an error.').map(({ fields }) => fields['stack']);
    expect(stacks).toEqual([expect.stringMatching(/^Error: the model is confused\n.*scripted\.ts/s)]);
  });

  describe('streams', () => {
    const pieces = (commands: string, signal?: AbortSignal) =>
      current.executor.stream(
        itemOf({ command: commands }),
        NO_OPTIONS,
        callOf({ logger: current.log, ...(signal && { signal }) }),
      );

    test('pieces in order, and ends', async () => {
      await start();
      const seen: unknown[] = [];
      for await (const piece of pieces('count 5')) seen.push(resultIn(piece));
      expect(seen).toEqual([0, 1, 2, 3, 4]);
      await current.log.waitFor('The stream ended.');
    });

    test('make no piece until it is asked for', async () => {
      const { log } = await start();
      const stream = pieces('count 5')[Symbol.asyncIterator]();
      await stream.next();
      await stream.next();
      // A line that the wrapper wrote later than any piece it had made ahead.
      await settleLog();
      expect(log.with('The model made a piece.').map(({ fields }) => fields['piece'])).toEqual([0, 1]);
      await stream.return?.();
    });

    /** Resolves when whatever is on its way from a worker has arrived. */
    async function settleLog(): Promise<void> {
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 2));
    }

    test('that are left early run the finally block of the wrapper, and free it', async () => {
      const { log } = await start();
      for await (const piece of pieces('count 1000')) if (resultIn(piece) === 2) break;
      await log.waitFor('The stream ended.');
      expect(log.with('The model made a piece.').length).toBeLessThanOrEqual(4);
      expect(await infer('a')).toMatchObject([{ command: 'a' }]);
    });

    test('that throw reject after the pieces before', async () => {
      await start();
      const seen: unknown[] = [];
      const read = async () => {
        for await (const piece of pieces('then-throw 2')) seen.push(resultIn(piece));
      };
      await expect(read()).rejects.toMatchObject({ code: 'model-failed', message: 'the model lost its thread' });
      expect(seen).toEqual([0, 1]);
      expect(await infer('a')).toMatchObject([{ command: 'a' }]);
    });

    test('reject at once when the caller gives up while the wrapper works on a piece', async () => {
      const { log } = await start();
      const caller = new AbortController();
      const stream = pieces('then-wait-for-abort 1', caller.signal)[Symbol.asyncIterator]();
      await stream.next();
      const next = stream.next();
      caller.abort(new ServingError('cancelled', 'hung up'));
      await expect(next).rejects.toMatchObject({ code: 'cancelled' });
      await log.waitFor('The stream ended.');
      expect(await infer('a')).toMatchObject([{ command: 'a' }]);
    });

    test('are bounded by timeout.run for each piece', async () => {
      await start({ timeouts: { status: duration('20s'), run: duration('200ms') } });
      const stream = pieces('then-wait-for-abort 1')[Symbol.asyncIterator]();
      await stream.next();
      await expect(stream.next()).rejects.toMatchObject({ code: 'deadline-exceeded' });
    });
  });

  describe('when it starts and stops', () => {
    test('a load that throws rejects the start with its reason, and a later start can succeed', async () => {
      const { executor, bundle } = await start();
      await executor.stop();
      bundle.onLoad('throw no weights');
      await expect(executor.start()).rejects.toMatchObject({ code: 'failed-precondition', message: 'no weights' });
      bundle.onLoad('');
      await executor.start();
      expect(await infer('a')).toMatchObject([{ command: 'a' }]);
    });

    test('a stop finishes what runs', async () => {
      const { executor, log } = await start();
      const running = infer('announce-and-spin-for 100');
      await log.waitFor('The model spins.');
      await executor.stop();
      expect(await running).toEqual(['spun']);
    });

    test("a wrapper's close that throws does not keep it from stopping", async () => {
      const { executor, bundle } = await start();
      bundle.onClose('throw on the way out');
      await expect(executor.stop()).resolves.toBeUndefined();
    });

    test('a stop before the first start, and a second stop, do nothing', async () => {
      const { executor } = await start();
      await executor.stop();
      await expect(executor.stop()).resolves.toBeUndefined();
    });
  });

  if (name !== 'process') {
    test('skips crashes, exits, endless loops and kills', () => {
      process.stdout.write(
        'SKIPPED for inline and thread: a crash, exit or endless loop would end this very process.\n',
      );
    });
  }
});
