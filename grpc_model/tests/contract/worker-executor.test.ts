import { ServingError } from '../../src/core/errors';
import { ExecutorFixture, type ExecutorFixtureOptions } from '../support/executor-fixture';
import { isRunning } from '../support/processes';
import { callOf, itemOf, NO_OPTIONS, requestOf, resultIn, summaryOf } from '../support/requests';
import { duration } from '../support/test-bundle';

let fixture: ExecutorFixture;
const start = async (options?: ExecutorFixtureOptions) => (fixture = await ExecutorFixture.start(options));
afterEach(() => fixture.stop());

const shortRun = { timeouts: { status: duration('20s'), run: duration('300ms') } };

describe('the death of a worker', () => {
  test.each([
    ['crash', 'was killed by SIGABRT'],
    ['exit 3', 'exited with code 3'],
    ['exit 0', 'exited with code 0'],
    ['reject-later', 'exited with code 1'],
  ])('by "%s" fails the call that it held, saying how, and another takes its place', async (command, how) => {
    await start();
    await expect(fixture.infer(command)).rejects.toMatchObject({
      code: 'unavailable',
      message: `The model's worker process ended while it held this: it ${how}.`,
    });
    expect(await fixture.infer('a')).toMatchObject([{ command: 'a' }]);
  });

  test('by kill -9 while it works fails that call only; the one that waits is answered by the next worker', async () => {
    await start();
    const [pid] = fixture.runningPids();
    const held = fixture.executor.infer(requestOf('never'), callOf());
    const waiting = fixture.infer('a');
    await fixture.log.waitFor('The model waits.');
    process.kill(pid!, 'SIGKILL');
    await expect(held).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('SIGKILL') as string,
    });
    expect(await waiting).toMatchObject([{ command: 'a' }]);
  });

  test('by kill -9 while it is idle fails no call', async () => {
    await start();
    process.kill(fixture.runningPids()[0]!, 'SIGKILL');
    await fixture.log.waitFor('A worker is ready.', 2);
    expect(await fixture.infer('a')).toMatchObject([{ command: 'a' }]);
  });

  test('leaves the others at work, and the full number comes back', async () => {
    await start({ options: { workers: 2 } });
    const [first] = fixture.runningPids();
    process.kill(first!, 'SIGKILL');
    await fixture.log.waitFor(/A worker was killed/);
    expect(await fixture.infer('a')).toMatchObject([{ command: 'a' }]);
    await fixture.log.waitFor('A worker is ready.', 3);
    expect(fixture.runningPids()).toHaveLength(2);
    // Only two workers can both be at work at the same time.
    const both = [0, 1].map(() =>
      fixture.executor.infer(requestOf('never'), callOf({ signal: AbortSignal.timeout(15_000) })),
    );
    await fixture.log.waitFor('The model waits.', 2);
    const outcomes = Promise.allSettled(both);
    for (const pid of fixture.runningPids()) process.kill(pid, 'SIGKILL');
    expect(await outcomes).toMatchObject([{ reason: { code: 'unavailable' } }, { reason: { code: 'unavailable' } }]);
  });

  test('in the middle of a stream rejects it after the pieces before', async () => {
    await start();
    const seen: unknown[] = [];
    const read = async () => {
      const item = itemOf({ command: 'then-crash 2' });
      for await (const piece of fixture.executor.stream(item, NO_OPTIONS, callOf())) seen.push(resultIn(piece));
    };
    await expect(read()).rejects.toMatchObject({ code: 'unavailable' });
    expect(seen).toEqual([0, 1]);
    expect(await fixture.infer('a')).toMatchObject([{ command: 'a' }]);
  });
});

describe('work that nobody waits for any longer', () => {
  test('in an endless loop past timeout.run costs its worker, which is replaced', async () => {
    await start({ metadata: shortRun });
    const [before] = fixture.runningPids();
    await expect(fixture.infer('spin')).rejects.toMatchObject({ code: 'deadline-exceeded' });
    const [after] = await fixture.infer('pid');
    expect(after).not.toBe(before);
    expect(isRunning(before!)).toBe(false);
  });

  test('that stops when it is told keeps its worker', async () => {
    await start();
    const caller = new AbortController();
    const answer = fixture.executor.infer(requestOf('wait-for-abort'), callOf({ signal: caller.signal }));
    await fixture.log.waitFor('The model waits.');
    caller.abort(new ServingError('cancelled', 'hung up'));
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
    expect(await fixture.infer('pid')).toEqual(fixture.runningPids());
    expect(fixture.pidsSeen()).toHaveLength(1);
  });

  test('that goes on regardless costs its worker', async () => {
    await start();
    const [before] = fixture.runningPids();
    const caller = new AbortController();
    const answer = fixture.executor.infer(requestOf('never'), callOf({ signal: caller.signal }));
    await fixture.log.waitFor('The model waits.');
    caller.abort(new ServingError('cancelled', 'hung up'));
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
    expect(await fixture.infer('pid')).not.toEqual([before]);
    await fixture.log.waitFor(/it went on after nobody waited/);
  });

  test('of a batch in an endless wait fails the whole batch and nothing else', async () => {
    await start({ metadata: shortRun });
    await expect(fixture.infer('never', 'a')).rejects.toMatchObject({ code: 'deadline-exceeded' });
    expect(await fixture.infer('a', 'b')).toMatchObject([{ command: 'a' }, { command: 'b' }]);
  });

  test('in a stream past timeout.run costs its worker when it goes on regardless', async () => {
    await start({ metadata: shortRun });
    const stream = fixture.executor.stream(itemOf({ command: 'then-hang 1' }), NO_OPTIONS, callOf());
    await stream.next();
    await expect(stream.next()).rejects.toMatchObject({ code: 'deadline-exceeded' });
    expect(await fixture.infer('a')).toMatchObject([{ command: 'a' }]);
    expect(fixture.pidsSeen()).toHaveLength(2);
  });

  test('in a stream whose caller gives up between two pieces frees its worker, though nobody reads on', async () => {
    await start();
    const caller = new AbortController();
    const stream = fixture.executor.stream(
      itemOf({ command: 'count 5' }),
      NO_OPTIONS,
      callOf({ signal: caller.signal }),
    );
    await stream.next();
    caller.abort(new ServingError('cancelled', 'hung up'));
    const answer = fixture.executor.infer(requestOf('a'), callOf({ signal: AbortSignal.timeout(3000) }));
    expect((await answer).map(summaryOf)).toMatchObject([{ command: 'a' }]);
    await stream.return(undefined);
  });

  test('that ends in the moment in which its worker is killed costs no other call', async () => {
    await start();
    const caller = new AbortController();
    const abandoned = fixture.executor.infer(requestOf('announce-and-spin-for 700'), callOf({ signal: caller.signal }));
    await fixture.log.waitFor('The model spins.');
    const waiting = fixture.infer('a');
    caller.abort(new ServingError('cancelled', 'hung up'));
    await expect(abandoned).rejects.toMatchObject({ code: 'cancelled' });
    // The server looks away meanwhile: when it looks again, the answer is there and the worker's grace is over.
    const end = Date.now() + 2500;
    while (Date.now() < end);
    expect(await waiting).toMatchObject([{ command: 'a' }]);
  });
});

describe('a stop', () => {
  test('while the model loads ends the load', async () => {
    fixture = new ExecutorFixture({ onLoad: 'hang' });
    const starting = fixture.executor.start();
    await fixture.executor.stop();
    await expect(starting).rejects.toMatchObject({ code: 'failed-precondition' });
  });

  test('refuses calls that wait and finishes the one that runs', async () => {
    await start();
    const running = fixture.infer('announce-and-spin-for 100');
    const waiting = fixture.infer('a');
    await fixture.log.waitFor('The model spins.');
    const stopped = fixture.executor.stop();
    await expect(waiting).rejects.toMatchObject({ code: 'unavailable' });
    expect(await running).toEqual(['spun']);
    await stopped;
  });

  test('kills a worker whose close hangs', async () => {
    await start({ options: { closeTimeoutMs: 100 } });
    fixture.bundle.onClose('hang');
    await fixture.executor.stop();
    expect(fixture.runningPids()).toEqual([]);
  });

  test('leaves no replacement behind when a worker dies at the same time', async () => {
    await start({ options: { workers: 2 } });
    process.kill(fixture.runningPids()[0]!, 'SIGKILL');
    await fixture.executor.stop();
    expect(fixture.runningPids()).toEqual([]);
  });
});

test("the author's output reaches the log line by line, with the worker's process id", async () => {
  await start();
  await fixture.infer('print first\n{"level":"error","message":"forged"}');
  await fixture.log.waitFor('first');
  const forged = await fixture.log.waitFor('{"level":"error","message":"forged"}');
  expect(forged).toMatchObject({ level: 'info', fields: { stream: 'stdout', worker: fixture.pidsSeen()[0] } });
});
