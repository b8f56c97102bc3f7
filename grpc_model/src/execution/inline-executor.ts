import type { Bundle, InferenceOptions, Logger } from '../contract';
import { authorLogger } from '../core/bound-logger';
import type { Call } from '../core/call';
import { NO_PARAMETERS } from '../core/call-parameters';
import { messageOf, ServingError } from '../core/errors';
import type { Executor, Room, WrapperCapabilities } from '../core/executor';
import type { WorkerFigures } from '../core/figures';
import type { VersionObserver } from '../core/model-observer';
import type { InferenceRequest, Item, ItemResult, RequestOptions } from '../core/request';
import { loadWrapper } from './load-wrapper';
import { runTimeoutOf } from './run-timeout';
import { untilAbandoned } from './until-abandoned';
import { WaitingLine } from './waiting-line';
import { WrapperHost } from './wrapper-host';

export interface InlineExecutorOptions {
  readonly wrapperPath: string;
  readonly bundle: Bundle;
  readonly logger: Logger;
  readonly observer: VersionObserver;
}

/**
 * Runs the wrapper in the server's own process, for debugging with breakpoints. Nothing is isolated: a wrapper that
 * blocks, blocks the server, and one that crashes, ends it.
 */
export class InlineExecutor implements Executor {
  readonly workers = 1;
  readonly meanWorkMs = 0;
  capabilities: WrapperCapabilities = { batch: false, stream: false };
  /** Calls take turns at the one wrapper, as at a worker. */
  readonly #line = new WaitingLine<WrapperHost>();
  #host: WrapperHost | undefined;
  /** Whether the wrapper waits for a call. */
  #isIdle = false;
  #closedBecause: ServingError | undefined;
  #onRoom: () => void = () => undefined;
  #running: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: InlineExecutorOptions) {}

  async start(): Promise<WrapperCapabilities> {
    const { wrapperPath, bundle } = this.options;
    const { text, value } = bundle.metadata.timeouts.status;
    const wrapper = await untilAbandoned(loadWrapper(wrapperPath, bundle), {
      timeoutMs: value,
      timeoutError: () => new ServingError('failed-precondition', `It did not load within timeout.status (${text}).`),
      onAbandon: () => undefined,
    });
    this.#closedBecause = undefined;
    this.#host = new WrapperHost(wrapper);
    this.capabilities = this.#host.capabilities;
    this.#giveBack(this.#host);
    return this.capabilities;
  }

  /** The server's own process is the worker. */
  get workerFigures(): WorkerFigures {
    if (this.#host === undefined) return { loading: 0, idle: 0, busy: 0 };
    return { loading: 0, idle: this.#isIdle ? 1 : 0, busy: this.#isIdle ? 0 : 1 };
  }

  get room(): Room {
    return this.#isIdle ? 'idle' : 'none';
  }

  onRoom(listener: () => void): void {
    this.#onRoom = listener;
  }

  reportPressure(): void {
    // There is one wrapper, whatever waits.
  }

  scale(): void {
    // As above.
  }

  onFailure(): void {
    // There is no worker that could be lost.
  }

  async infer({ items, options }: InferenceRequest, call: Call): Promise<readonly ItemResult[]> {
    const host = await this.#turnOf(call);
    const begunAtMs = performance.now();
    const abandoned = new AbortController();
    const answer = host.infer(items, inferenceOptions(options, abandoned.signal, call));
    // A wrapper that goes on after it was abandoned cannot be stopped here; the next call runs beside it.
    const awaited = this.#untilAbandoned(answer, call, abandoned).finally(() => {
      const endedAtMs = performance.now();
      const report = { begunAtMs, endedAtMs, wrapperMs: endedAtMs - begunAtMs, items: items.length };
      call.worked(report);
      this.options.observer.worked(report);
    });
    return this.#giveBackAfter(awaited, host);
  }

  async *stream(item: Item, options: RequestOptions, call: Call): AsyncGenerator<Item> {
    const host = await this.#turnOf(call);
    const abandoned = new AbortController();
    const pieces = host.stream(item, inferenceOptions(options, abandoned.signal, call));
    let hasEnded = false;
    // Also called when the reader hangs up between two pieces, and asks for none.
    const end = () => {
      if (hasEnded) return;
      hasEnded = true;
      abandoned.abort();
      // Not awaited: a wrapper that hangs would keep its turn for ever.
      pieces.return(undefined).catch(() => undefined);
      this.#giveBack(host);
    };
    call.onAbort(end);
    try {
      for (;;) {
        const next = await this.#untilAbandoned(pieces.next(), call, abandoned);
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      call.offAbort(end);
      end();
    }
  }

  async stop(): Promise<void> {
    this.#closedBecause = new ServingError('unavailable', 'The model is being unloaded.');
    this.#line.refuseAll(this.#closedBecause);
    await this.#running;
    try {
      await this.#host?.close();
    } catch (thrown) {
      this.options.logger.error("The model's close failed.", { reason: messageOf(thrown) });
    }
    this.#isIdle = false;
    this.#host = undefined;
  }

  /** The wrapper, when it is the call's turn. */
  #turnOf(call: Call): Promise<WrapperHost> {
    const refusal = call.abortedBecause ?? this.#closedBecause;
    if (refusal !== undefined) return Promise.reject(refusal);
    if (this.#host === undefined || !this.#isIdle)
      return new Promise((resolve, reject) => this.#line.wait(call, resolve, reject));
    this.#isIdle = false;
    return Promise.resolve(this.#host);
  }

  /** A turn has ended: whoever has waited longest is next. */
  #giveBack(host: WrapperHost): void {
    // A stream may outlast a stop, and the wrapper with it.
    if (host !== this.#host) return;
    this.#isIdle = this.#line.isEmpty;
    if (this.#isIdle) this.#onRoom();
    else this.#line.give(host);
  }

  #giveBackAfter<T>(work: Promise<T>, host: WrapperHost): Promise<T> {
    const giveBack = () => this.#giveBack(host);
    this.#running = work.then(giveBack, giveBack);
    return work;
  }

  #untilAbandoned<T>(answer: Promise<T>, call: Call, abandoned: AbortController): Promise<T> {
    return untilAbandoned(answer, {
      ...runTimeoutOf(this.options.bundle),
      call,
      onAbandon: () => abandoned.abort(),
    });
  }
}

function inferenceOptions(options: RequestOptions, signal: AbortSignal, call: Call): InferenceOptions {
  const { parameters = NO_PARAMETERS } = options;
  return { ...options, parameters, signal, logger: authorLogger(call.logger) };
}
