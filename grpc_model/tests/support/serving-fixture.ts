import { Catalog } from '../../src/catalog/catalog';
import { ManagedModel } from '../../src/catalog/managed-model';
import type { ModelCandidate, ModelSource } from '../../src/catalog/sources/candidate';
import type { ModelMetadata } from '../../src/contract';
import { toServingError } from '../../src/core/errors';
import type { WrapperCapabilities } from '../../src/core/executor';
import { failed, succeeded, type InferenceRequest, type Item, type ItemResult } from '../../src/core/request';
import { Serving, type ServingOptions } from '../../src/serving/serving';
import { validated } from '../../src/serving/validated';
import { model, specOf, version } from './catalog-fixture';
import { FakeExecutor } from './fake-executor';
import { SILENT } from './requests';
import { until } from './until';

/** What a model does. */
export interface Behaviour {
  readonly metadata: ModelMetadata;
  /** The answer to an item; what it throws fails the item. */
  readonly answer?: (item: Item) => Item;
  /** The pieces of a stream; a model with them streams. */
  readonly pieces?: (item: Item) => Iterable<Item> | AsyncIterable<Item>;
  /** How it is loaded. */
  readonly candidate?: Partial<ModelCandidate>;
  /** Why it cannot be loaded. */
  readonly failsToLoad?: string;
}

/** Answers in the test's own process, as a function says. */
class FunctionExecutor extends FakeExecutor {
  readonly requests: InferenceRequest[] = [];

  constructor(private readonly behaviour: Behaviour) {
    super();
    this.capabilities = { batch: true, stream: behaviour.pieces !== undefined };
  }

  override start(): Promise<WrapperCapabilities> {
    const { failsToLoad } = this.behaviour;
    return failsToLoad === undefined ? Promise.resolve(this.capabilities) : Promise.reject(new Error(failsToLoad));
  }

  override async infer(...[request]: [InferenceRequest?]): Promise<readonly ItemResult[]> {
    this.requests.push(request!);
    return request!.items.map((item) => {
      try {
        return succeeded(this.behaviour.answer!(item));
      } catch (thrown) {
        return failed(toServingError(thrown));
      }
    });
  }

  override async *stream(...[item]: [Item?]): AsyncGenerator<Item> {
    yield* this.behaviour.pieces!(item!);
  }
}

export interface ServingFixture {
  readonly serving: Serving;
  /** What reached the model. */
  readonly requests: () => readonly InferenceRequest[];
}

/** Serving over one model `m` of version 7, with validation and without workers; resolves when it has settled. */
export async function servingOf(behaviour: Behaviour, options: Partial<ServingOptions> = {}): Promise<ServingFixture> {
  const executors: FunctionExecutor[] = [];
  const { metadata } = behaviour;
  const spec = { ...specOf('7'), bundle: { folder: '/nowhere', metadata } };
  const candidate = model('m', [version('7', { read: async () => spec })], behaviour.candidate);
  const source: ModelSource = { place: 'a test', immediate: [], scan: async () => [candidate] };
  const compose = () => {
    const executor = new FunctionExecutor(behaviour);
    executors.push(executor);
    return new ManagedModel(metadata, executor, (final) => validated(executor, final), 60_000);
  };
  const catalog = new Catalog({ sources: [source], compose, maxConcurrentLoads: 1, pollMs: 0, logger: SILENT });
  await catalog.start();
  const isSettled = () =>
    catalog.list().every(({ versions }) => versions.every(({ state }) => state.name !== 'loading'));
  await until(isSettled);
  const serving = new Serving({
    catalog,
    ownModel: { name: 'm' },
    logger: SILENT,
    requestStop: () => undefined,
    maxPendingCalls: 100,
    maxPendingBytes: 1e9,
    ...options,
  });
  return {
    serving,
    requests: () => executors.flatMap(({ requests }) => requests),
  };
}
