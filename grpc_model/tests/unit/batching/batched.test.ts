import { batched } from '../../../src/batching/batched';
import { ServingError } from '../../../src/core/errors';
import type { Executor } from '../../../src/core/executor';
import { failed, succeeded, type InferenceRequest, type Item, type ItemResult } from '../../../src/core/request';
import { LogBook } from '../../support/log-book';
import { callOf, itemOf, requestOf } from '../../support/requests';

const commandOf = (item: Item) => Buffer.from(item.get('command')!.bytes).toString();

/** An executor that notes what it is given; how it answers a batch is up to the test. */
class FakeExecutor implements Executor {
  capabilities = { batch: true, stream: false };
  readonly room = 'idle';
  readonly meanWorkMs = 0;
  workers = 2;
  readonly seen: string[][] = [];

  constructor(private readonly answer: (commands: string[]) => ItemResult[] | Promise<ItemResult[]>) {}

  async infer({ items }: InferenceRequest): Promise<ItemResult[]> {
    const commands = items.map(commandOf);
    this.seen.push(commands);
    return this.answer(commands);
  }

  async start() {
    return this.capabilities;
  }
  onRoom(): void {
    // There always is.
  }
  reportPressure(): void {
    // As above.
  }
  scale(): void {
    // As above.
  }
  onFailure(): void {
    // Never fails.
  }
  async stop(): Promise<void> {
    // Nothing to give back.
  }
  stream(): never {
    throw new Error('not used');
  }
}

const echo = (commands: string[]) => commands.map((command) => succeeded(itemOf({ out: command })));
const describeResults = (results: readonly ItemResult[]) =>
  results.map((result) => (result.ok ? Buffer.from(result.output.get('out')!.bytes).toString() : result.error.code));

/** Throws for every batch that holds such a command. */
const throwing = (command: string, error: ServingError) => (commands: string[]) => {
  if (commands.includes(command)) throw error;
  return echo(commands);
};

test('no batch is larger than maxBatchSize, and the results are in order', async () => {
  const executor = new FakeExecutor(echo);
  const commands = Array.from({ length: 10 }, (_, index) => `c${index}`);
  const results = await batched(executor, 4).infer(requestOf(...commands), callOf());
  expect(executor.seen.map((batch) => batch.length)).toEqual([4, 4, 2]);
  expect(describeResults(results)).toEqual(commands);
});

test('a wrapper without a batch method gets its items one by one', async () => {
  const executor = new FakeExecutor(echo);
  executor.capabilities = { batch: false, stream: false };
  await batched(executor, 4).infer(requestOf('a', 'b', 'c'), callOf());
  expect(executor.seen).toEqual([['a'], ['b'], ['c']]);
});

test('contract 3: a batch that threw runs again item by item, so that only the bad one fails', async () => {
  const log = new LogBook();
  const executor = new FakeExecutor(throwing('bad', new ServingError('model-failed', 'too hard')));
  const results = await batched(executor, 3).infer(requestOf('a', 'bad', 'c', 'd'), callOf({ logger: log }));
  expect(describeResults(results)).toEqual(['a', 'model-failed', 'c', 'd']);
  expect([...executor.seen].sort()).toEqual([['a'], ['a', 'bad', 'c'], ['bad'], ['c'], ['d']]);
  expect(log.with('A batch failed; its items run again one by one.')).toHaveLength(1);
});

test.each(['unavailable', 'deadline-exceeded', 'invalid-argument'] as const)(
  'a batch that failed with %s does not run again, and fails no other batch',
  async (code) => {
    const executor = new FakeExecutor(throwing('bad', new ServingError(code, 'gone')));
    const results = await batched(executor, 2).infer(requestOf('bad', 'b', 'c', 'd'), callOf());
    expect(describeResults(results)).toEqual([code, code, 'c', 'd']);
    expect(executor.seen).toHaveLength(2);
  },
);

test('a lone item that threw does not run again', async () => {
  const executor = new FakeExecutor(throwing('bad', new ServingError('model-failed', 'too hard')));
  expect(describeResults(await batched(executor, 4).infer(requestOf('bad'), callOf()))).toEqual(['model-failed']);
  expect(executor.seen).toHaveLength(1);
});

test('an aborted call rejects as a whole, and begins no further batch', async () => {
  const caller = new AbortController();
  const executor = new FakeExecutor(() => {
    caller.abort(new ServingError('cancelled', 'hung up'));
    throw caller.signal.reason;
  });
  executor.workers = 1;
  const answer = batched(executor, 1).infer(requestOf('a', 'b', 'c'), callOf({ signal: caller.signal }));
  await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
  expect(executor.seen).toHaveLength(1);
});

test('another number of results than items is our bug, and is told as one', async () => {
  const executor = new FakeExecutor(() => [failed(new ServingError('model-failed', 'x'))]);
  await expect(batched(executor, 4).infer(requestOf('a', 'b'), callOf())).rejects.toMatchObject({ code: 'internal' });
});

test('what nobody foresaw fails its items as internal', async () => {
  const executor = new FakeExecutor(() => {
    throw new TypeError('bug');
  });
  expect(describeResults(await batched(executor, 4).infer(requestOf('a', 'b'), callOf()))).toEqual([
    'internal',
    'internal',
  ]);
});

test('a request without items has no results', async () => {
  expect(await batched(new FakeExecutor(echo), 4).infer(requestOf(), callOf())).toEqual([]);
});
