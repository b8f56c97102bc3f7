import type { Bundle } from '../contract';
import type { Call } from '../core/call';
import { ServingError } from '../core/errors';
import type { Executor, WrapperCapabilities } from '../core/executor';
import type { InferenceRequest, Item, ItemResult, RequestOptions } from '../core/request';
import { loadWrapper } from './load-wrapper';
import { untilAbandoned } from './until-abandoned';
import { WrapperHost } from './wrapper-host';

export interface InlineExecutorOptions {
  readonly wrapperPath: string;
  readonly bundle: Bundle;
}

/**
 * Runs the wrapper in the server's own process, for debugging with breakpoints. Nothing is isolated: a wrapper that
 * blocks, blocks the server, and one that crashes, ends it.
 */
export class InlineExecutor implements Executor {
  readonly concurrency = 1;
  #host: WrapperHost | undefined;
  /** Calls run one after another, as in a worker. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: InlineExecutorOptions) {}

  get capabilities(): WrapperCapabilities {
    return this.#loadedHost().capabilities;
  }

  async start(): Promise<void> {
    this.#host = new WrapperHost(await loadWrapper(this.options.wrapperPath, this.options.bundle));
  }

  onFailure(): void {
    // There is no worker that could be lost.
  }

  infer({ items, options }: InferenceRequest, call: Call): Promise<readonly ItemResult[]> {
    return this.#inTurn(call, (signal) => this.#loadedHost().infer(items, { ...options, signal, logger: call.logger }));
  }

  async *stream(item: Item, options: RequestOptions, call: Call): AsyncGenerator<Item> {
    const { signal, logger } = call;
    for await (const piece of this.#loadedHost().stream(item, { ...options, signal, logger })) {
      signal.throwIfAborted();
      yield piece;
    }
  }

  async stop(): Promise<void> {
    await this.#last;
    await this.#host?.close();
    this.#host = undefined;
  }

  #inTurn<T>(call: Call, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const timeout = new AbortController();
    const signal = AbortSignal.any([call.signal, timeout.signal]);
    const { text, value } = this.options.bundle.metadata.timeouts.run;
    const turn = this.#last.then(() => {
      signal.throwIfAborted();
      return untilAbandoned(run(signal), {
        signal: call.signal,
        timeoutMs: value,
        timeoutError: () =>
          new ServingError('deadline-exceeded', `The model did not answer within timeout.run (${text}).`),
        onAbandon: () => timeout.abort(),
      });
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  #loadedHost(): WrapperHost {
    if (this.#host === undefined) throw new ServingError('unavailable', 'The model is not loaded.');
    return this.#host;
  }
}
