import { ServingError } from '../../../src/core/errors';
import { failed } from '../../../src/core/request';
import { FakeWorkers } from '../../support/fake-workers';
import { LogBook } from '../../support/log-book';
import { callOf, requestOf } from '../../support/requests';
import {
  commandsOf,
  describeResults,
  echo,
  gaveUp,
  schedulerOf,
  settle,
  setUp,
  throwing,
  turn,
} from '../../support/scheduler';

describe('one request', () => {
  const infer = (executor: FakeWorkers, maxBatchSize: number, ...commands: string[]) =>
    schedulerOf(executor, { maxBatchSize })
      .infer(requestOf(...commands), callOf())
      .then(describeResults);
  const batchesOf = (executor: FakeWorkers) => executor.works.map(({ request }) => commandsOf(request));

  test('no batch is larger than maxBatchSize, and the results are in order', async () => {
    const executor = new FakeWorkers(echo);
    const commands = Array.from({ length: 10 }, (_, index) => `c${index}`);
    expect(await infer(executor, 4, ...commands)).toEqual(commands);
    expect(batchesOf(executor).map((batch) => batch.length)).toEqual([4, 4, 2]);
  });

  test('a wrapper without a batch method gets its items one by one', async () => {
    const executor = new FakeWorkers(echo);
    executor.capabilities = { batch: false, stream: false };
    await infer(executor, 4, 'a', 'b', 'c');
    expect(batchesOf(executor)).toEqual([['a'], ['b'], ['c']]);
  });

  test('contract 3: a batch that threw runs again item by item, so that only the bad one fails', async () => {
    const log = new LogBook();
    const executor = new FakeWorkers(throwing('bad', new ServingError('model-failed', 'too hard')));
    const request = requestOf('a', 'bad', 'c', 'd');
    const results = await schedulerOf(executor, { maxBatchSize: 3 }).infer(request, callOf({ logger: log }));
    expect(describeResults(results)).toEqual(['a', 'model-failed', 'c', 'd']);
    expect(batchesOf(executor).sort()).toEqual([['a'], ['a', 'bad', 'c'], ['bad'], ['c'], ['d']]);
    expect(log.with('A batch failed; its items run again one by one.')).toHaveLength(1);
  });

  test.each(['unavailable', 'deadline-exceeded', 'invalid-argument'] as const)(
    'a batch that failed with %s does not run again, and fails no other batch',
    async (code) => {
      const executor = new FakeWorkers(throwing('bad', new ServingError(code, 'gone')));
      expect(await infer(executor, 2, 'bad', 'b', 'c', 'd')).toEqual([code, code, 'c', 'd']);
      expect(executor.works).toHaveLength(2);
    },
  );

  test('a lone item that threw does not run again', async () => {
    const executor = new FakeWorkers(throwing('bad', new ServingError('model-failed', 'too hard')));
    expect(await infer(executor, 4, 'bad')).toEqual(['model-failed']);
    expect(executor.works).toHaveLength(1);
  });

  test.each([['a'], ['a', 'b']])(
    'another number of results than items is our bug, and is told as one',
    async (...commands) => {
      const executor = new FakeWorkers(() => [1, 2, 3].map(() => failed(new ServingError('model-failed', 'x'))));
      await expect(infer(executor, 4, ...commands)).rejects.toMatchObject({
        code: 'internal',
        message: expect.stringMatching(new RegExp(`^3 results came for ${commands.length} item`)) as string,
      });
    },
  );

  test('what nobody foresaw fails its items as internal, and is in the log', async () => {
    const log = new LogBook();
    const executor = new FakeWorkers(throwing('b', new TypeError('bug')));
    const results = await schedulerOf(executor).infer(requestOf('a', 'b'), callOf({ logger: log }));
    expect(describeResults(results)).toEqual(['internal', 'internal']);
    expect(log.lines[0]!.fields['stack']).toContain('TypeError: bug');
  });

  test('a request without items has no results', async () => {
    expect(await infer(new FakeWorkers(echo), 4)).toEqual([]);
  });

  test('a lone call goes to the executor in the same turn, as its caller gave it', () => {
    const { executor, scheduler } = setUp();
    const request = requestOf('a');
    const call = callOf();
    void scheduler.infer(request, call);
    expect(executor.works).toMatchObject([{ request, call }]);
    expect(executor.works[0]!.request).toBe(request);
    expect(executor.works[0]!.call).toBe(call);
  });
});

describe('bounds', () => {
  test('beyond so many waiting calls, one is refused at once, with numbers', async () => {
    const { send } = setUp({ maxCalls: 2 });
    void send('running');
    void send('a', 'b', 'c');
    void send('d');
    await expect(send('e')).rejects.toMatchObject({
      code: 'resource-exhausted',
      message: '2 calls wait for the model, and at most 2 may; try again later.',
    });
  });

  test('beyond so many waiting bytes, one is refused at once, with numbers', async () => {
    const { send } = setUp({ maxBytes: 10 });
    void send('running');
    void send('a'.repeat(20));
    await expect(send('b')).rejects.toMatchObject({
      code: 'resource-exhausted',
      message: expect.stringContaining('hold 20 bytes, this one 1, and all may hold 10') as string,
    });
  });

  test('what has left the queue makes room, however it left', async () => {
    const { executor, send, sendAs, finish } = setUp({ maxCalls: 1 });
    void send('running');
    const caller = new AbortController();
    const given = sendAs(caller, 'a');
    caller.abort(gaveUp);
    await given;
    const b = send('b');
    finish(executor.works[0]);
    await settle();
    const c = send('c');
    finish(executor.works[1]);
    await settle();
    finish(executor.works[2]);
    expect(await Promise.all([b, c])).toEqual([['b'], ['c']]);
  });

  test('the executor hears how long the oldest call has waited', async () => {
    const { executor, send } = setUp();
    void send('running');
    void send('a');
    while (executor.pressures.length < 2) await turn();
    expect(executor.pressures[0]).toBeGreaterThanOrEqual(20);
    expect(executor.pressures[1]).toBeGreaterThan(executor.pressures[0]!);
  });
});

describe('the end', () => {
  test('closing refuses what waits and what comes, and leaves what runs', async () => {
    const { executor, scheduler, send, finish } = setUp();
    const running = send('a');
    const waiting = send('b');
    scheduler.close(new ServingError('unavailable', 'unloaded'));
    await expect(waiting).rejects.toMatchObject({ code: 'unavailable', message: 'unloaded' });
    await expect(send('c')).rejects.toMatchObject({ code: 'unavailable' });
    finish(executor.works[0]);
    expect(await running).toEqual(['a']);
  });
});
