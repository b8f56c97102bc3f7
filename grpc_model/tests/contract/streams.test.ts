import { ExecutorFixture, type FixtureOptions } from '../support/executor-fixture';
import { callOf, itemOf, NO_OPTIONS, resultIn } from '../support/requests';
import { until } from '../support/until';

let fixture: ExecutorFixture;
const start = async (options: FixtureOptions = {}) => (fixture = await ExecutorFixture.start({ options }));
afterEach(() => fixture.stop());

const open = (command: string) => fixture.executor.stream(itemOf({ command }), NO_OPTIONS, callOf());

describe('a stream that nobody reads on', () => {
  test('is ended after streamIdleMs: the wrapper cleans up, the worker is free, and a later read says why', async () => {
    await start({ streamIdleMs: 100 });
    const stream = open('count 1000');
    expect((await stream.next()).done).toBe(false);
    const line = await fixture.log.waitFor('The stream ended.');
    expect(line.fields).toMatchObject({ aborted: true });
    expect(await fixture.infer('pid')).toEqual(fixture.pidsSeen());
    await expect(stream.next()).rejects.toMatchObject({
      code: 'deadline-exceeded',
      message: expect.stringContaining('100 ms') as string,
    });
    expect(await stream.next()).toEqual({ value: undefined, done: true });
  });

  test('costs its worker when the wrapper goes on regardless', async () => {
    await start({ streamIdleMs: 100 });
    const stream = open('then-hang 1');
    await stream.next();
    expect(await fixture.infer('a')).toMatchObject([{ command: 'a' }]);
    await expect(stream.next()).rejects.toMatchObject({ code: 'deadline-exceeded' });
  });

  test('is left alone while it is read in time, however long it lasts in all', async () => {
    await start({ streamIdleMs: 400 });
    const seen: unknown[] = [];
    for await (const piece of open('count 6')) {
      seen.push(resultIn(piece));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('rejects at once when its worker died between two pieces', async () => {
    await start();
    const stream = open('count 1000');
    await stream.next();
    process.kill(fixture.pidsSeen()[0]!, 'SIGKILL');
    await fixture.log.waitFor('A worker is ready.', 2);
    let error: unknown;
    void stream.next().catch((thrown: unknown) => (error = thrown));
    await until(() => error !== undefined);
    expect(error).toMatchObject({ code: 'unavailable', message: expect.stringContaining('SIGKILL') as string });
  });
});
