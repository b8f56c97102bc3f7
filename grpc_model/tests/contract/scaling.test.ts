import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExecutorFixture, type FixtureOptions } from '../support/executor-fixture';
import { isRunning } from '../support/processes';
import { SharedModels } from '../support/shared-models';
import { until } from '../support/until';

let fixture: ExecutorFixture;
afterEach(async () => {
  jest.restoreAllMocks();
  await fixture.stop();
});

const range = (min: number, max: number) => ({ workers: { min, max } });
const never = { afterCalls: 0, aboveBytes: 0 };
/** A pool as large as the model's range. */
const start = async ({ min, max }: { min: number; max: number }, options: FixtureOptions = {}, onLoad = '') => {
  fixture = new ExecutorFixture({
    onLoad,
    options: { poolMax: max, ...options, model: { ...range(min, max), ...options.model } },
  });
  await fixture.executor.start();
  await fixture.log.waitFor('A worker is ready.', min);
};
const ready = (count: number) => fixture.log.waitFor('A worker is ready.', count);

describe('growth', () => {
  test('goes up to the most under pressure, one worker at a time', async () => {
    await start({ min: 1, max: 3 });
    fixture.bundle.onLoad('until-told');
    for (let report = 0; report < 5; report++) fixture.executor.reportPressure(1000);
    await fixture.infer('a');
    expect(fixture.pool.workers).toHaveLength(2);
    fixture.bundle.onLoad('');
    await ready(2);
    fixture.executor.reportPressure(1000);
    await ready(3);
    for (let report = 0; report < 5; report++) fixture.executor.reportPressure(1000);
    await fixture.infer('a');
    expect(fixture.pool.workers).toHaveLength(3);
  });

  test('does not follow a wait that a burst explains', async () => {
    await start({ min: 1, max: 2 });
    fixture.executor.reportPressure(5);
    await fixture.infer('a');
    expect(fixture.pool.workers).toHaveLength(1);
  });

  test('waits for a start: neither pressure nor a scale begins a model that is not loaded', async () => {
    fixture = new ExecutorFixture({ options: { poolMax: 3, model: range(1, 3) } });
    fixture.executor.scale({ min: 2, max: 3 });
    fixture.executor.reportPressure(1000);
    expect(fixture.pool.workers).toHaveLength(0);
    fixture.bundle.onLoad('throw no weights');
    await expect(fixture.executor.start()).rejects.toMatchObject({ message: 'no weights' });
    fixture.executor.reportPressure(1000);
    fixture.executor.scale({ min: 3, max: 3 });
    expect(fixture.pool.workers).toHaveLength(0);
  });
});

describe('shrinking', () => {
  test('ends workers that have nothing to do, and never the last ones', async () => {
    await start({ min: 1, max: 3 }, { workerIdleMs: 200 });
    for (const count of [2, 3]) {
      fixture.executor.reportPressure(1000);
      await ready(count);
    }
    await until(() => fixture.runningPids().length === 1);
    const pids = fixture.runningPids();
    await until(() => fixture.executor.workers === 1);
    // Two more looks at who is idle.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(fixture.runningPids()).toEqual(pids);
    expect(await fixture.infer('pid')).toEqual(pids);
  });

  test('spares a worker that works', async () => {
    await start({ min: 1, max: 2 }, { workerIdleMs: 200 });
    fixture.executor.reportPressure(1000);
    await ready(2);
    const both = ['spin-for 900', 'spin-for 900'].map((command) => fixture.infer(command));
    expect(await Promise.all(both)).toEqual([['spun'], ['spun']]);
    await until(() => fixture.runningPids().length === 1);
  });

  test('ends the worker that idled, not the one that has just finished what took long', async () => {
    const startMs = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(startMs);
    await start({ min: 2, max: 2 }, { workerIdleMs: 200 });
    const [, younger] = fixture.pidsSeen();
    const file = join(fixture.bundle.folder, 'go-on');
    // The oldest idle worker is given work first, so the long piece is the younger one's.
    const [short, long] = [fixture.infer('a'), fixture.infer(`wait-for-file ${file}`)];
    await short;
    clock.mockReturnValue(startMs + 60_000);
    writeFileSync(file, '');
    expect(await long).toEqual(['the file is there']);
    fixture.executor.scale({ min: 1, max: 2 });
    await until(() => fixture.runningPids().length === 1);
    expect(fixture.runningPids()).toEqual([younger]);
  });
});

describe('a scale', () => {
  test('up starts workers', async () => {
    await start({ min: 1, max: 1 });
    fixture.executor.scale({ min: 3, max: 3 });
    await ready(3);
    expect(fixture.runningPids()).toHaveLength(3);
  });

  test('down ends workers when they have finished what they hold', async () => {
    await start({ min: 2, max: 2 });
    const both = ['announce-and-spin-for 300', 'announce-and-spin-for 300'].map((command) => fixture.infer(command));
    await fixture.log.waitFor('The model spins.', 2);
    fixture.executor.scale({ min: 1, max: 1 });
    expect(await Promise.all(both)).toEqual([['spun'], ['spun']]);
    await until(() => fixture.runningPids().length === 1);
    expect(await fixture.infer('pid')).toEqual(fixture.runningPids());
  });

  test('down and up again in one moment leaves the number that was asked for last', async () => {
    await start({ min: 2, max: 2 });
    fixture.executor.scale({ min: 1, max: 1 });
    fixture.executor.scale({ min: 2, max: 2 });
    await ready(3);
    await until(() => fixture.runningPids().length === 2);
    expect(fixture.executor.workers).toBe(2);
  });

  test('down while a worker loads leaves no more than were asked for', async () => {
    await start({ min: 1, max: 2 });
    fixture.bundle.onLoad('until-told');
    fixture.executor.reportPressure(1000);
    fixture.executor.scale({ min: 1, max: 1 });
    fixture.bundle.onLoad('');
    await ready(2);
    await until(() => fixture.runningPids().length === 1);
    expect(fixture.executor.workers).toBe(1);
  });

  test('down does not end the model when the one that stays dies before the other has finished', async () => {
    await start({ min: 2, max: 2 });
    const [first] = fixture.pidsSeen();
    // The oldest idle worker is given work first, so the long piece is the younger one's.
    const [short, long] = [fixture.infer('announce-and-spin-for 1'), fixture.infer('announce-and-spin-for 800')];
    await fixture.log.waitFor('The model spins.', 2);
    await short;
    fixture.executor.scale({ min: 1, max: 1 });
    process.kill(first!, 'SIGKILL');
    await fixture.log.waitFor(/A worker was killed/);
    expect(await fixture.infer('a')).toMatchObject([{ command: 'a' }]);
    expect(await long).toEqual(['spun']);
    expect(fixture.failures).toEqual([]);
  });

  test('down, then a stop, finishes what the leaving worker holds', async () => {
    await start({ min: 2, max: 2 });
    const both = ['announce-and-spin-for 300', 'announce-and-spin-for 300'].map((command) => fixture.infer(command));
    await fixture.log.waitFor('The model spins.', 2);
    fixture.executor.scale({ min: 1, max: 1 });
    await new Promise(setImmediate);
    await fixture.executor.stop();
    expect(await Promise.all(both)).toEqual([['spun'], ['spun']]);
  });
});

describe('recycling', () => {
  /** One call after another until the condition holds. */
  async function callUntil(condition: () => boolean): Promise<number> {
    let calls = 0;
    for (; !condition(); calls++) await fixture.infer('a');
    return calls;
  }

  test('after so many calls puts a new worker there before the old one leaves; no call fails', async () => {
    await start({ min: 1, max: 1 }, { model: { recycle: { ...never, afterCalls: 20 } } });
    const [first] = fixture.runningPids();
    const callers = [0, 1, 2, 3].map(() => callUntil(() => fixture.pidsSeen().length >= 4));
    await Promise.all(callers);
    expect(isRunning(first!)).toBe(false);
    expect(fixture.log.with(/^A worker (exited|was)/)).toEqual([]);
    await until(() => fixture.runningPids().length === 1);
  });

  test('keeps the old worker at work until the new one has loaded', async () => {
    await start({ min: 1, max: 1 }, { model: { recycle: { ...never, afterCalls: 5 } } });
    const [first] = fixture.runningPids();
    fixture.bundle.onLoad('until-told');
    await callUntil(() => fixture.log.with('A worker is replaced: it has had its time.').length > 0);
    for (let call = 0; call < 20; call++) expect(await fixture.infer('pid')).toEqual([first]);
    expect(fixture.pool.workers).toHaveLength(2);
    fixture.bundle.onLoad('');
    await until(() => !isRunning(first!));
    expect(await fixture.infer('pid')).not.toEqual([first]);
  });

  test('goes on when the old worker dies before the new one has loaded', async () => {
    await start({ min: 1, max: 1 }, { model: { recycle: { ...never, afterCalls: 5 } } });
    const [first] = fixture.runningPids();
    fixture.bundle.onLoad('until-told');
    await callUntil(() => fixture.log.with('A worker is replaced: it has had its time.').length > 0);
    process.kill(first!, 'SIGKILL');
    await fixture.log.waitFor(/A worker was killed/);
    const waiting = fixture.infer('a');
    fixture.bundle.onLoad('');
    expect(await waiting).toMatchObject([{ command: 'a' }]);
    expect(fixture.failures).toEqual([]);
    await until(() => fixture.runningPids().length === 1);
  });

  test('is tried again when the new worker cannot load', async () => {
    await start({ min: 1, max: 1 }, { model: { recycle: { ...never, afterCalls: 5 } } });
    const [first] = fixture.runningPids();
    fixture.bundle.onLoad('throw no weights');
    await callUntil(() => fixture.log.with('A worker that is due could not be replaced yet.').length > 0);
    expect(await fixture.infer('pid')).toEqual([first]);
    fixture.bundle.onLoad('');
    await until(() => !isRunning(first!));
    expect(await fixture.infer('a')).toMatchObject([{ command: 'a' }]);
  });

  test('above so many bytes replaces the worker', async () => {
    await start({ min: 1, max: 1 }, { model: { recycle: { ...never, aboveBytes: 250 * 2 ** 20 } } });
    const [first] = fixture.runningPids();
    await fixture.infer('keep 300');
    await callUntil(() => fixture.pidsSeen().length === 2);
    await until(() => !isRunning(first!));
    expect(fixture.log.with('A worker is replaced: it has had its time.')).toHaveLength(1);
  });

  test('that is under way ends with a stop', async () => {
    await start({ min: 1, max: 1 }, { model: { recycle: { ...never, afterCalls: 5 } } });
    fixture.bundle.onLoad('until-told');
    await callUntil(() => fixture.pool.workers.length === 2);
    await fixture.executor.stop();
    expect(fixture.pool.workers).toEqual([]);
  });
});

describe('a model that works apart from the pool that it was in', () => {
  test('has as many workers as it was scaled to', async () => {
    const models = new SharedModels(1);
    fixture = await models.start();
    fixture.executor.scale({ min: 1, max: 2 });
    for (let kill = 1; kill <= 2; kill++) {
      await expect(fixture.infer('exit 3')).rejects.toMatchObject({ code: 'unavailable' });
      await ready(1 + kill);
    }
    fixture.executor.reportPressure(1000);
    await ready(4);
    expect(fixture.executor.workers).toBe(2);
  });
});
