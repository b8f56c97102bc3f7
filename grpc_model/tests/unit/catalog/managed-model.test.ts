import { ManagedModel } from '../../../src/catalog/managed-model';
import type { ServingError } from '../../../src/core/errors';
import { FakeExecutor } from '../../support/fake-executor';
import { callOf, itemOf, NO_OPTIONS, requestOf } from '../../support/requests';
import { declaredInput, testMetadata } from '../../support/test-bundle';

function setUp() {
  const executor = new FakeExecutor();
  const refusals: string[] = [];
  const waiting = {
    figures: { calls: 3, bytes: 7 },
    close: ({ code, message }: ServingError) => void refusals.push(`${code}: ${message}`),
  };
  const model = new ManagedModel(
    testMetadata(),
    executor,
    () => executor,
    1000,
    () => waiting,
  );
  const states: string[] = [];
  model.onStateChange(({ name }) => states.push(name));
  return { executor, model, states, refusals };
}

async function ready(): Promise<ReturnType<typeof setUp>> {
  const set = setUp();
  const load = set.model.load();
  set.executor.starts[0]!.succeed();
  await load;
  return set;
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
    expect(await model.infer(requestOf('a'), callOf())).toHaveLength(1);
  });

  test.each([true, false])('tells whether its wrapper streams once it has loaded: %s', async (stream) => {
    const { executor, model } = setUp();
    const load = model.load();
    expect(model.streams).toBe(false);
    executor.capabilities = { batch: true, stream };
    executor.starts[0]!.succeed();
    await load;
    expect(model.streams).toBe(stream);
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

  test('an executor that fails later makes it failed, and has refused what waits', async () => {
    const { executor, model, states, refusals } = setUp();
    const load = model.load();
    executor.starts[0]!.succeed();
    await load;
    executor.fail('all workers are gone');
    expect(model.state).toEqual({ name: 'failed', reason: 'all workers are gone' });
    expect(states).toEqual(['loading', 'ready', 'failed']);
    expect(refusals).toEqual(['unavailable: No worker could be started: all workers are gone']);
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

  test('a close waits for the calls that hold it', async () => {
    const { executor, model } = await ready();
    const answer = executor.hold();
    const results = model.infer(requestOf('a'), callOf());
    const closed = model.close();
    await jest.advanceTimersByTimeAsync(999);
    expect(executor.stops).toBe(0);
    answer();
    expect(await results).toMatchObject([{ ok: true }]);
    await closed;
    expect(model.state.name).toBe('unloaded');
  });

  test('an executor that fails while a close waits for calls has refused what waits at once', async () => {
    const { executor, model, states, refusals } = await ready();
    executor.hold();
    void model.infer(requestOf('a'), callOf());
    const closed = model.close();
    executor.fail('all workers are gone');
    expect(refusals).toEqual(['unavailable: No worker could be started: all workers are gone']);
    await jest.advanceTimersByTimeAsync(1000);
    await closed;
    expect(refusals.slice(1)).toEqual(['unavailable: The model is being unloaded.']);
    expect(states.at(-1)).toBe('unloaded');
  });

  test('a close waits for a stream that is being read', async () => {
    const { executor, model } = await ready();
    const pieces = model.stream(itemOf({}), NO_OPTIONS, callOf())[Symbol.asyncIterator]();
    expect(await pieces.next()).toMatchObject({ done: false });
    const closed = model.close();
    await jest.advanceTimersByTimeAsync(10);
    expect(executor.stops).toBe(0);
    await pieces.next();
    expect(await pieces.next()).toMatchObject({ done: true });
    await closed;
    expect(executor.stops).toBe(1);
  });

  test('a call that never ends holds a close no longer than the drain timeout', async () => {
    const { executor, model } = await ready();
    executor.hold();
    void model.infer(requestOf('a'), callOf());
    const closed = model.close();
    await jest.advanceTimersByTimeAsync(1000);
    await closed;
    expect(executor.stops).toBe(1);
  });

  test('what the file declares becomes the metadata before the first call', async () => {
    const executor = new FakeExecutor();
    const signature = { inputs: [declaredInput('x')], outputs: [] };
    executor.capabilities = { batch: true, stream: false, signature };
    const made: unknown[] = [];
    const make = (...known: unknown[]) => {
      made.push(known);
      return executor;
    };
    const model = new ManagedModel(testMetadata({ inputs: [] }), executor, make, 1000);
    const load = model.load();
    executor.starts[0]!.succeed();
    await load;
    expect(model.metadata).toEqual(testMetadata(signature));
    expect(made).toEqual([[testMetadata(signature), executor.capabilities]]);
  });

  test('a scale reaches the executor', () => {
    const { executor, model } = setUp();
    model.scale({ min: 1, max: 3 });
    expect(executor.scales).toEqual([{ min: 1, max: 3 }]);
  });
});
