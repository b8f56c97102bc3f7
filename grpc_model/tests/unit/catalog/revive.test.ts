import { REVIVE_AFTER_MS, reviveFailed } from '../../../src/catalog/revive';
import type { VersionState } from '../../../src/core/state';
import { FakeSource, model, setUpCatalog, version } from '../../support/catalog-fixture';

// Node's own promises and immediates go on, which is what the catalog waits for.
beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] }));
afterEach(() => void jest.useRealTimers());

const FAILED: VersionState['name'] = 'failed';

async function start() {
  const set = setUpCatalog([new FakeSource(model('m', [version('1')]))]);
  reviveFailed(set.catalog);
  await set.catalog.start();
  const stateNow = () => set.catalog.list()[0]!.versions[0]!.state.name;
  return { ...set, stateNow };
}

async function untilTurnsHavePassed(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('reviveFailed', () => {
  it('loads a version again that has served and then lost its workers, until it serves', async () => {
    const { catalog, executors, stateNow } = await start();
    await untilTurnsHavePassed();
    const [executor] = executors;
    executor!.starts[0]!.succeed();
    await untilTurnsHavePassed();
    expect(stateNow()).toBe('ready');

    executor!.fail('every worker was killed');
    jest.advanceTimersByTime(REVIVE_AFTER_MS - 1);
    await untilTurnsHavePassed();
    expect(executor!.starts).toHaveLength(1);
    jest.advanceTimersByTime(1);
    await untilTurnsHavePassed();
    executor!.starts[1]!.fail('killed again');
    await untilTurnsHavePassed();
    expect(stateNow()).toBe(FAILED);

    jest.advanceTimersByTime(REVIVE_AFTER_MS);
    await untilTurnsHavePassed();
    executor!.starts[2]!.succeed();
    await untilTurnsHavePassed();
    expect(stateNow()).toBe('ready');
    await catalog.stop();
  });

  it('leaves a version alone that has never served', async () => {
    const { catalog, executors, stateNow } = await start();
    await untilTurnsHavePassed();
    executors[0]!.starts[0]!.fail('the weights are broken');
    await untilTurnsHavePassed();
    expect(stateNow()).toBe(FAILED);
    jest.advanceTimersByTime(10 * REVIVE_AFTER_MS);
    await untilTurnsHavePassed();
    expect(executors[0]!.starts).toHaveLength(1);
    await catalog.stop();
  });
});
