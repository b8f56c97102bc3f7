import type { Bundle, Logger } from '../contract';
import type { Call } from '../core/call';
import { messageOf, ServingError } from '../core/errors';
import type { Executor, Room, WrapperCapabilities } from '../core/executor';
import type { InferenceRequest, Item, ItemResult, RequestOptions } from '../core/request';
import { loadWrapper } from './load-wrapper';
import { runTimeoutOf } from './run-timeout';
import { TurnQueue } from './turn-queue';
import { untilAbandoned } from './until-abandoned';
import { WrapperHost } from './wrapper-host';

export interface InlineExecutorOptions {
  readonly wrapperPath: string;
  readonly bundle: Bundle;
  readonly logger: Logger;
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
  readonly #queue = new TurnQueue<WrapperHost>();
  #host: WrapperHost | undefined;
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
    this.#host = new WrapperHost(wrapper);
    this.capabilities = this.#host.capabilities;
    this.#queue.open();
    this.#queue.offer(this.#host);
    return this.capabilities;
  }

  get room(): Room {
    return this.#queue.hasIdle ? 'idle' : 'none';
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
    const host = await this.#queue.acquire(call.signal);
    const abandoned = new AbortController();
    const answer = host.infer(items, { ...options, signal: abandoned.signal, logger: call.logger });
    // A wrapper that goes on after it was abandoned cannot be stopped here; the next call runs beside it.
    return this.#giveBackAfter(this.#untilAbandoned(answer, call, abandoned), host);
  }

  async *stream(item: Item, options: RequestOptions, call: Call): AsyncGenerator<Item> {
    const host = await this.#queue.acquire(call.signal);
    const abandoned = new AbortController();
    const pieces = host.stream(item, { ...options, signal: abandoned.signal, logger: call.logger });
    let hasEnded = false;
    // Also called when the reader hangs up between two pieces, and asks for none.
    const end = () => {
      if (hasEnded) return;
      hasEnded = true;
      abandoned.abort();
      // Not awaited: a wrapper that hangs would keep its turn for ever.
      pieces.return(undefined).catch(() => undefined);
      this.#queue.offer(host);
    };
    call.signal.addEventListener('abort', end, { once: true });
    try {
      for (;;) {
        const next = await this.#untilAbandoned(pieces.next(), call, abandoned);
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      call.signal.removeEventListener('abort', end);
      end();
    }
  }

  async stop(): Promise<void> {
    this.#queue.close(new ServingError('unavailable', 'The model is being unloaded.'));
    await this.#running;
    try {
      await this.#host?.close();
    } catch (thrown) {
      this.options.logger.error("The model's close failed.", { reason: messageOf(thrown) });
    }
    if (this.#host !== undefined) this.#queue.withdraw(this.#host);
    this.#host = undefined;
  }

  #giveBackAfter<T>(work: Promise<T>, host: WrapperHost): Promise<T> {
    const giveBack = () => {
      this.#queue.offer(host);
      this.#onRoom();
    };
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
