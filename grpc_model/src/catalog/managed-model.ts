import type { ModelMetadata } from '../contract';
import type { Call } from '../core/call';
import { messageOf, ServingError } from '../core/errors';
import type { Executor } from '../core/executor';
import type { InferenceRequest, Item, ItemResult, RequestOptions } from '../core/request';
import type { Runnable, ServedModel } from '../core/served-model';
import type { VersionState } from '../core/state';
import { retryDelayMs } from './retry-policy';

/** One version's life: loads its executor, keeps its state, and lets calls through while it is ready. */
export class ManagedModel implements ServedModel {
  #state: VersionState = { name: 'unloaded' };
  #attempt: Promise<VersionState> | undefined;
  #failures = 0;
  #retryAtMs = 0;
  readonly #listeners: ((state: VersionState) => void)[] = [];

  /**
   * @param executor what is loaded and closed
   * @param runnable what answers calls: layers around the executor
   * @param drain resolves when those layers hold no call any longer
   */
  constructor(
    readonly metadata: ModelMetadata,
    private readonly executor: Executor,
    private readonly runnable: Runnable,
    private readonly drain: () => Promise<void> = () => Promise.resolve(),
  ) {
    executor.onFailure((reason) => this.#fail(reason));
  }

  get state(): VersionState {
    return this.#state;
  }

  onStateChange(listener: (state: VersionState) => void): void {
    this.#listeners.push(listener);
  }

  async load(): Promise<VersionState> {
    if (this.#attempt !== undefined) return this.#attempt;
    const { name } = this.#state;
    const mayLoad = name === 'unloaded' || (name === 'failed' && Date.now() >= this.#retryAtMs);
    if (!mayLoad) return this.#state;
    this.#attempt = this.#load().finally(() => (this.#attempt = undefined));
    return this.#attempt;
  }

  infer(request: InferenceRequest, call: Call): Promise<readonly ItemResult[]> {
    this.#throwUnlessReady();
    return this.runnable.infer(request, call);
  }

  stream(item: Item, options: RequestOptions, call: Call): AsyncIterable<Item> {
    this.#throwUnlessReady();
    return this.runnable.stream(item, options, call);
  }

  async close(): Promise<void> {
    this.#enter({ name: 'unloading' });
    await this.drain();
    await this.executor.stop();
    this.#enter({ name: 'unloaded' });
  }

  async #load(): Promise<VersionState> {
    this.#enter({ name: 'loading' });
    try {
      await this.executor.start();
      if (this.#state.name === 'loading') this.#enter({ name: 'ready' });
      this.#failures = 0;
    } catch (thrown) {
      this.#fail(messageOf(thrown));
    }
    return this.#state;
  }

  #fail(reason: string): void {
    // Whoever closed the model has ended its workers.
    if (this.#state.name !== 'loading' && this.#state.name !== 'ready') return;
    this.#retryAtMs = Date.now() + retryDelayMs(++this.#failures);
    this.#enter({ name: 'failed', reason });
  }

  #enter(state: VersionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  #throwUnlessReady(): void {
    if (this.#state.name === 'ready') return;
    const why =
      this.#state.name === 'failed' ? `it failed to load: ${this.#state.reason}` : `it is ${this.#state.name}`;
    throw new ServingError('failed-precondition', `The model ${this.metadata.name} is not ready; ${why}.`);
  }
}
