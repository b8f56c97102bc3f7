import type { ExecutorFixture } from '../support/executor-fixture';
import { isRunning } from '../support/processes';
import { callOf, itemOf, NO_OPTIONS, requestOf, resultIn } from '../support/requests';
import { SharedModels } from '../support/shared-models';
import { until } from '../support/until';

let models: SharedModels;
beforeEach(() => void (models = new SharedModels()));
afterEach(() => models.stop());

const pidOf = async (model: ExecutorFixture) => Number((await model.infer('pid'))[0]);
const pidsOf = (...all: ExecutorFixture[]) => Promise.all(all.map(pidOf));
const startThree = async () => [await models.start(), await models.start(), await models.start()] as const;

/** Has a model hold the worker until it is killed. */
async function hold(model: ExecutorFixture): Promise<{ readonly outcome: Promise<unknown> }> {
  const outcome = model.infer('never').catch((error: unknown) => error);
  await model.log.waitFor('The model waits.');
  return { outcome };
}

describe('models that share a pool', () => {
  test('share one process while load is low', async () => {
    const [a, b, c] = await startThree();
    expect(new Set(await pidsOf(a, b, c)).size).toBe(1);
    expect(models.pids()).toHaveLength(1);
  });

  test('get a second worker under pressure, which others join, and no third', async () => {
    const options = { model: { workers: { min: 1, max: 3 } } };
    const [a, b] = [await models.start(options), await models.start(options)];
    a.executor.reportPressure(1000);
    await a.log.waitFor('A worker is ready.', 2);
    b.executor.reportPressure(1000);
    await b.log.waitFor('A worker is ready.', 2);
    for (const model of [a, b]) model.executor.reportPressure(1000);
    expect(await a.infer('a')).toMatchObject([{ command: 'a' }]);
    expect(models.pool.workers).toHaveLength(2);
    expect([a.executor.workers, b.executor.workers]).toEqual([2, 2]);
  });

  test('lose only the call that was under way when their worker is killed, and all come back', async () => {
    const [a, b, c] = await startThree();
    const [pid] = models.pids();
    const { outcome } = await hold(a);
    const waiting = [b.infer('b1'), b.infer('b2'), c.infer('c1')];
    process.kill(pid!, 'SIGKILL');
    expect(await outcome).toMatchObject({ code: 'unavailable' });
    expect((await Promise.all(waiting)).flat()).toMatchObject([
      { command: 'b1' },
      { command: 'b2' },
      { command: 'c1' },
    ]);
    expect(await a.infer('a')).toMatchObject([{ command: 'a' }]);
    expect(new Set(await pidsOf(a, b, c)).size).toBe(1);
  });

  test('have work that was sent ahead done elsewhere when the piece before it kills the worker', async () => {
    const [a, b] = await startThree();
    for (let call = 0; call < 20; call++) await Promise.all([a.infer('a'), b.infer('b')]);
    const crash = a.infer('exit 3').catch((error: unknown) => error);
    const waiting = ['b1', 'b2', 'b3'].map((command) => b.infer(command));
    expect(await crash).toMatchObject({ code: 'unavailable' });
    expect((await Promise.all(waiting)).flat()).toMatchObject([
      { command: 'b1' },
      { command: 'b2' },
      { command: 'b3' },
    ]);
  });

  test('part from a model that took their worker down twice, and go on sharing', async () => {
    const [bad, b, c] = await startThree();
    for (let kill = 1; kill <= 2; kill++) {
      await expect(bad.infer('exit 3')).rejects.toMatchObject({ code: 'unavailable' });
      for (const model of [bad, b, c]) await model.log.waitFor('A worker is ready.', 1 + kill);
    }
    await bad.log.waitFor('The model took down 2 shared workers; it gets workers of its own.');
    const [own, shared, alsoShared] = await pidsOf(bad, b, c);
    expect(alsoShared).toBe(shared);
    expect(own).not.toBe(shared);
    await expect(bad.infer('exit 3')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await bad.infer('a')).toMatchObject([{ command: 'a' }]);
    expect(await pidsOf(b, c)).toEqual([shared, shared]);
  });

  test('end their process when the last one stops', async () => {
    const [a, b, c] = await startThree();
    const [pid] = models.pids();
    await Promise.all([a, b, c].map(({ executor }) => executor.stop()));
    expect(isRunning(pid!)).toBe(false);
    expect(models.pool.workers).toEqual([]);
  });

  test('go on when one of them is unloaded, and it can come back', async () => {
    const [a, b, c] = await startThree();
    const [pid] = models.pids();
    await b.executor.stop();
    await expect(b.infer('b')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await pidsOf(a, c)).toEqual([pid, pid]);
    await b.executor.start();
    expect(await pidOf(b)).toBe(pid);
  });

  test('can start while the last other one ends its worker, though the pool is at its most', async () => {
    models = new SharedModels(1, { closeTimeoutMs: 500 });
    const leaving = await models.start();
    leaving.bundle.onClose('hang');
    const stopped = leaving.executor.stop();
    await until(() => !models.pool.workers[0]!.isUsable);
    const next = await models.start();
    expect(await next.infer('a')).toMatchObject([{ command: 'a' }]);
    await stopped;
  });

  test('lose their worker, and no call, to one whose close hangs', async () => {
    models = new SharedModels(1, { closeTimeoutMs: 300 });
    const [a, b] = await startThree();
    b.bundle.onClose('hang');
    const stopped = b.executor.stop();
    await until(() => models.pool.workers[0]!.works[0]?.kind === 'unload');
    expect(await a.infer('a')).toMatchObject([{ command: 'a' }]);
    await stopped;
  });
});

describe('turns in a shared worker', () => {
  test('are taken: a flood for one model does not starve the other', async () => {
    const [a, b] = await startThree();
    let answered = 0;
    const flood = Array.from({ length: 200 }, () => a.infer('spin-for 2').then(() => answered++));
    await until(() => answered > 2);
    const before = answered;
    await b.infer('b');
    await b.infer('b');
    expect(answered - before).toBeLessThan(40);
    await Promise.all(flood);
  });

  test('reach a stream, though another model is sent work ahead all the time', async () => {
    const [a, b] = await startThree();
    const flood = new Flood(a);
    await until(() => flood.answered > 20);
    const before = flood.answered;
    const read: unknown[] = [];
    for await (const piece of b.executor.stream(itemOf({ command: 'count 3' }), NO_OPTIONS, callOf())) {
      read.push(resultIn(piece));
    }
    const passed = flood.answered - before;
    await flood.end();
    expect(read).toEqual([0, 1, 2]);
    expect(passed).toBeLessThan(200);
  });
});

/** Sends a model work whenever it has room, as a scheduler with a long queue does. */
class Flood {
  answered = 0;
  #isOver = false;
  readonly #calls = new Set<Promise<unknown>>();

  constructor(private readonly model: ExecutorFixture) {
    model.executor.onRoom(() => this.#send());
    this.#send();
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#calls);
  }

  #send(): void {
    while (!this.#isOver && this.answered < 5000 && this.model.executor.room !== 'none') {
      const call = this.model.executor.infer(requestOf('spin-for 1'), callOf()).then(() => {
        this.answered++;
        this.#calls.delete(call);
      });
      this.#calls.add(call);
    }
  }
}

describe('a load in a shared worker', () => {
  test('that throws does not hurt the others, and a later one succeeds there', async () => {
    const [a, b] = await startThree();
    const [pid] = models.pids();
    const bad = models.add({ onLoad: 'throw no weights' });
    await expect(bad.executor.start()).rejects.toMatchObject({ code: 'failed-precondition', message: 'no weights' });
    expect(await pidsOf(a, b)).toEqual([pid, pid]);
    bad.bundle.onLoad('');
    await bad.executor.start();
    expect(await pidOf(bad)).toBe(pid);
  });

  test('that throws, and one that succeeds after it, let a stop finish what runs', async () => {
    const a = await models.start();
    const b = models.add({ onLoad: 'throw no weights' });
    await expect(b.executor.start()).rejects.toMatchObject({ message: 'no weights' });
    b.bundle.onLoad('');
    await b.executor.start();
    await a.executor.stop();
    const running = b.infer('announce-and-spin-for 100');
    await b.log.waitFor('The model spins.');
    await b.executor.stop();
    expect(await running).toEqual(['spun']);
  });

  test('that exits costs the others a restart and nothing else', async () => {
    const [a, b] = await startThree();
    const bad = models.add({ onLoad: 'exit' });
    const loading = bad.executor.start().catch((error: unknown) => error);
    const waiting = [a.infer('a'), b.infer('b')];
    expect(await loading).toMatchObject({ message: expect.stringContaining('exited with code 7') as string });
    expect((await Promise.all(waiting)).flat()).toMatchObject([{ command: 'a' }, { command: 'b' }]);
    expect(models.pids()).toHaveLength(1);
  });

  test('that takes the worker down twice is done apart from the others from then on', async () => {
    const [a] = await startThree();
    const bad = models.add({ onLoad: 'exit' });
    for (let kill = 1; kill <= 2; kill++) {
      await expect(bad.executor.start()).rejects.toMatchObject({ code: 'failed-precondition' });
      await a.log.waitFor('A worker is ready.', 1 + kill);
    }
    const pid = await pidOf(a);
    await expect(bad.executor.start()).rejects.toMatchObject({ code: 'failed-precondition' });
    expect(await pidOf(a)).toBe(pid);
  });

  test('that waits behind the work of a model that kills the worker is done elsewhere', async () => {
    const [a] = await startThree();
    const [pid] = models.pids();
    const { outcome } = await hold(a);
    const late = models.add();
    const loading = late.executor.start();
    process.kill(pid!, 'SIGKILL');
    expect(await outcome).toMatchObject({ code: 'unavailable' });
    await loading;
    expect(await late.infer('a')).toMatchObject([{ command: 'a' }]);
  });

  test('that is stopped meanwhile rejects, and leaves the others', async () => {
    const [a] = await startThree();
    const [pid] = models.pids();
    const slow = models.add({ onLoad: 'until-told' });
    const starting = slow.executor.start();
    const refused = expect(starting).rejects.toMatchObject({ code: 'failed-precondition' });
    const stopped = slow.executor.stop();
    slow.bundle.onLoad('');
    await Promise.all([stopped, refused]);
    expect(await pidOf(a)).toBe(pid);
  });
});
