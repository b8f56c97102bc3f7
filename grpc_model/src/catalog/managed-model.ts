import type { ModelMetadata } from '../contract';
import type { Call } from '../core/call';
import { messageOf, ServingError } from '../core/errors';
import type { Executor, WrapperCapabilities } from '../core/executor';
import { NOTHING_QUEUED, type ModelFigures, type QueueFigures } from '../core/figures';
import type { WorkerRange } from '../core/model-options';
import type { InferenceRequest, Item, ItemResult, RequestOptions } from '../core/request';
import type { Runnable, ServedModel } from '../core/served-model';
import type { VersionState } from '../core/state';
import { Leases } from './leases';
import { retryDelayMs } from './retry-policy';

/** Puts the layers around the executor, once what the model takes and gives is known. */
export type MakeRunnable = (metadata: ModelMetadata, capabilities: WrapperCapabilities) => Runnable;

/** What waits in the layers around the executor. */
export interface Waiting {
  readonly figures: QueueFigures;
  /** Refuses it, and what comes after. */
  close(reason: ServingError): void;
}

/** One loaded version's life: loads its executor, keeps its state, lets calls through while it is ready, and drains. */
export class ManagedModel implements ServedModel {
  #metadata: ModelMetadata;
  #state: VersionState = { name: 'unloaded' };
  #runnable: Runnable | undefined;
  #attempt: Promise<VersionState> | undefined;
  #failures = 0;
  #retryAtMs = 0;
  readonly #leases = new Leases();
  readonly #listeners: ((state: VersionState) => void)[] = [];

  /**
   * @param metadata what is known before it is loaded
   * @param executor what is loaded and closed
   * @param drainTimeoutMs how long a close waits for calls under way before it ends the workers
   * @param waiting what waits in the layers around the executor; refused then, and when the executor has failed
   */
  constructor(
    metadata: ModelMetadata,
    private readonly executor: Executor,
    private readonly makeRunnable: MakeRunnable,
    private readonly drainTimeoutMs: number,
    private readonly waiting: () => Waiting | undefined = () => undefined,
  ) {
    this.#metadata = metadata;
    executor.onFailure((reason) => this.#fail(reason));
  }

  get metadata(): ModelMetadata {
    return this.#metadata;
  }

  get state(): VersionState {
    return this.#state;
  }

  get streams(): boolean {
    return this.executor.capabilities.stream;
  }

  get figures(): ModelFigures {
    return { queue: this.waiting()?.figures ?? NOTHING_QUEUED, workers: this.executor.workerFigures };
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
    const runnable = this.#readyRunnable();
    return this.#leases.during(() => runnable.infer(request, call));
  }

  stream(item: Item, options: RequestOptions, call: Call): AsyncIterable<Item> {
    const runnable = this.#readyRunnable();
    return this.#leases.whileRead(() => runnable.stream(item, options, call));
  }

  scale(workers: WorkerRange): void {
    this.executor.scale(workers);
  }

  async close(): Promise<void> {
    this.#enter({ name: 'unloading' });
    await this.#leases.returned(this.drainTimeoutMs);
    this.waiting()?.close(new ServingError('unavailable', 'The model is being unloaded.'));
    await this.executor.stop();
    this.#enter({ name: 'unloaded' });
  }

  async #load(): Promise<VersionState> {
    this.#enter({ name: 'loading' });
    try {
      const capabilities = await this.executor.start();
      if (this.#state.name === 'loading') {
        this.#metadata = { ...this.#metadata, ...capabilities.signature };
        this.#runnable = this.makeRunnable(this.#metadata, capabilities);
        this.#enter({ name: 'ready' });
      }
      this.#failures = 0;
    } catch (thrown) {
      this.#fail(messageOf(thrown));
    }
    return this.#state;
  }

  #fail(reason: string): void {
    this.waiting()?.close(new ServingError('unavailable', `No worker could be started: ${reason}`));
    // Whoever closed the model has ended its workers.
    if (this.#state.name !== 'loading' && this.#state.name !== 'ready') return;
    this.#retryAtMs = Date.now() + retryDelayMs(++this.#failures);
    this.#enter({ name: 'failed', reason });
  }

  #enter(state: VersionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  #readyRunnable(): Runnable {
    if (this.#state.name === 'ready' && this.#runnable !== undefined) return this.#runnable;
    throw new ServingError(
      'failed-precondition',
      `The model ${this.metadata.name} is not ready; ${whyNotReady(this.#state)}.`,
    );
  }
}

/** The end of a sentence: why a version in this state takes no calls. */
export function whyNotReady(state: VersionState): string {
  return state.name === 'failed' ? `it failed to load: ${state.reason}` : `it is ${state.name}`;
}
