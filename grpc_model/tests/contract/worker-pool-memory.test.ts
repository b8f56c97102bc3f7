import type { ExecutorFixture } from '../support/executor-fixture';
import { isRunning } from '../support/processes';
import { SharedModels } from '../support/shared-models';
import { until } from '../support/until';

let models: SharedModels;
beforeEach(() => void (models = new SharedModels()));
afterEach(() => models.stop());

const pidOf = async (model: ExecutorFixture) => Number((await model.infer('pid'))[0]);
const pidsOf = (...all: ExecutorFixture[]) => Promise.all(all.map(pidOf));
const startThree = async () => [await models.start(), await models.start(), await models.start()] as const;

describe('the memory of a shared worker', () => {
  const REPLACED = 'A worker is replaced: unloaded models left memory behind.';

  test('that an unloaded model keeps is given back by replacing the worker; no call fails meanwhile', async () => {
    const [a, b] = await startThree();
    const [pid] = models.pids();
    const greedy = await models.start({ onLoad: 'keep 100' });
    let isOver = false;
    const load = async (model: ExecutorFixture) => {
      while (!isOver) await model.infer('a');
    };
    const loads = Promise.all([load(a), load(b)]);
    await greedy.executor.stop();
    await models.log.waitFor(REPLACED);
    await until(() => !isRunning(pid!));
    isOver = true;
    await loads;
    expect(new Set(await pidsOf(a, b)).size).toBe(1);
    expect(models.pids()).toHaveLength(1);
  });

  test('that a load kept which failed half way is given back by replacing the worker', async () => {
    const [a] = await startThree();
    const [pid] = models.pids();
    const halfWay = models.add({ onLoad: 'keep-and-throw 100' });
    await expect(halfWay.executor.start()).rejects.toThrow('the rest of the weights is not there');
    await models.log.waitFor(REPLACED);
    await until(() => !isRunning(pid!));
    expect(await pidOf(a)).not.toBe(pid);
  });

  test('that an unloaded model gave back replaces nothing', async () => {
    const [a] = await startThree();
    const [pid] = models.pids();
    const modest = await models.start({ onLoad: 'borrow 100' });
    await modest.executor.stop();
    expect(await pidOf(a)).toBe(pid);
    expect(models.log.with(REPLACED)).toEqual([]);
  });

  test('that two models keep counts together when they are unloaded at the same time', async () => {
    await startThree();
    const greedy = [await models.start({ onLoad: 'keep 24' }), await models.start({ onLoad: 'keep 24' })];
    await Promise.all(greedy.map(({ executor }) => executor.stop()));
    await models.log.waitFor(REPLACED);
  });

  test('is given back, too, when another model loads at that moment', async () => {
    await startThree();
    const [pid] = models.pids();
    const greedy = await models.start({ onLoad: 'keep 100' });
    greedy.bundle.onClose('until-told');
    const stopped = greedy.executor.stop();
    await until(() => models.pool.workers[0]?.works[0]?.kind === 'unload');
    const late = models.add();
    const loading = late.executor.start();
    greedy.bundle.onClose('');
    await Promise.all([stopped, loading]);
    await until(() => !isRunning(pid!));
    expect(await late.infer('a')).toMatchObject([{ command: 'a' }]);
  });
});
