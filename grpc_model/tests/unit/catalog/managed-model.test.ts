import { ManagedModel } from '../../../src/catalog/managed-model';
import { ServingError } from '../../../src/core/errors';
import type { Executor, WrapperCapabilities } from '../../../src/core/executor';
import type { Runnable } from '../../../src/core/served-model';
import { callOf, requestOf } from '../../support/requests';
import { testMetadata } from '../../support/test-bundle';

/** An executor whose starts end when the test says so. */
class FakeExecutor implements Executor {
  readonly capabilities = { batch: true, stream: false };
  readonly room = 'idle';
  readonly meanWorkMs = 0;
  readonly workers = 1;
  readonly starts: { succeed: () => void; fail: (reason: string) => void }[] = [];
  fail: (reason: string) => void = () => undefined;
  stops = 0;

  start(): Promise<WrapperCapabilities> {
    return new Promise((resolve, reject) =>
      this.starts.push({
        succeed: () => resolve(this.capabilities),
        fail: (reason) => reject(new ServingError('failed-precondition', reason)),
      }),
    );
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

  onFailure(listener: (reason: string) => void): void {
    this.fail = listener;
  }

  async stop(): Promise<void> {
    this.stops++;
    this.starts.at(-1)?.fail('stopped');
    await Promise.resolve();
  }

  infer: Runnable['infer'] = async () => [];
  stream: Runnable['stream'] = () => {
    throw new Error('not used');
  };
}

function setUp() {
  const executor = new FakeExecutor();
  const model = new ManagedModel(testMetadata(), executor, () => executor, 1000);
  const states: string[] = [];
  model.onStateChange(({ name }) => states.push(name));
  return { executor, model, states };
}

async function failLoad({ executor, model }: ReturnType<typeof setUp>): Promise<void> {
  const load = model.load();
  executor.starts.at(-1)!.fail('no weights');
  await load;
}

describe('a managed model', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  test('goes from unloaded over loading to ready, and lets calls through only then', async () => {
    const { executor, model, states } = setUp();
    expect(() => model.infer(requestOf('a'), callOf())).toThrow('is not ready; it is unloaded.');
    const load = model.load();
    expect(() => model.infer(requestOf('a'), callOf())).toThrow('is not ready; it is loading.');
    executor.starts[0]!.succeed();
    expect(await load).toEqual({ name: 'ready' });
    expect(states).toEqual(['loading', 'ready']);
    expect(await model.infer(requestOf('a'), callOf())).toEqual([]);
  });

  test('loads once for callers at the same time, and not again when it is ready', async () => {
    const { executor, model } = setUp();
    const loads = [model.load(), model.load(), model.load()];
    executor.starts[0]!.succeed();
    expect(await Promise.all(loads)).toEqual(Array(3).fill({ name: 'ready' }));
    await model.load();
    expect(executor.starts).toHaveLength(1);
  });

  test('a failed load has its reason in the state, and calls are told', async () => {
    const set = setUp();
    await failLoad(set);
    expect(set.model.state).toEqual({ name: 'failed', reason: 'no weights' });
    expect(() => set.model.infer(requestOf('a'), callOf())).toThrow('it failed to load: no weights');
  });

  test('is tried again at once after the first failure, and later ones only after a back-off', async () => {
    const set = setUp();
    await failLoad(set);
    await failLoad(set);
    expect(set.executor.starts).toHaveLength(2);
    expect(await set.model.load()).toMatchObject({ name: 'failed' });
    expect(set.executor.starts).toHaveLength(2);
    jest.advanceTimersByTime(1000);
    await failLoad(set);
    expect(set.executor.starts).toHaveLength(3);
    jest.advanceTimersByTime(1999);
    await set.model.load();
    expect(set.executor.starts).toHaveLength(3);
    jest.advanceTimersByTime(1);
    const load = set.model.load();
    set.executor.starts.at(-1)!.succeed();
    expect(await load).toEqual({ name: 'ready' });
  });

  test('a success starts the back-off anew', async () => {
    const set = setUp();
    await failLoad(set);
    const load = set.model.load();
    set.executor.starts.at(-1)!.succeed();
    await load;
    set.executor.fail('all workers are gone');
    const again = set.model.load();
    expect(set.executor.starts).toHaveLength(3);
    set.executor.starts.at(-1)!.succeed();
    expect(await again).toEqual({ name: 'ready' });
  });

  test('an executor that fails later makes it failed', async () => {
    const { executor, model, states } = setUp();
    const load = model.load();
    executor.starts[0]!.succeed();
    await load;
    executor.fail('all workers are gone');
    expect(model.state).toEqual({ name: 'failed', reason: 'all workers are gone' });
    expect(states).toEqual(['loading', 'ready', 'failed']);
  });

  test('close ends in unloaded, and calls are refused from its beginning', async () => {
    const { executor, model, states } = setUp();
    const load = model.load();
    executor.starts[0]!.succeed();
    await load;
    const closed = model.close();
    expect(() => model.infer(requestOf('a'), callOf())).toThrow('it is unloading');
    await closed;
    expect(states).toEqual(['loading', 'ready', 'unloading', 'unloaded']);
    expect(executor.stops).toBe(1);
  });

  test('a close while it loads is no failure of the load', async () => {
    const { model, states } = setUp();
    const load = model.load();
    await model.close();
    await load;
    expect(states).toEqual(['loading', 'unloading', 'unloaded']);
    expect(model.state).toEqual({ name: 'unloaded' });
  });
});
