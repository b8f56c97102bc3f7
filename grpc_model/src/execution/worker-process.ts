import type { Duplex } from 'node:stream';
import type { Bundle, Logger } from '../contract';
import { messageOf, ServingError } from '../core/errors';
import type { WrapperCapabilities } from '../core/executor';
import type { InferenceRequest, Item, ItemResult, RequestOptions } from '../core/request';
import { Channel } from './channel';
import { Child } from './child';
import { NeverBegunError, Work, type WorkReader } from './work';
import { BodyReader, bodyOf, layoutOf, readError, readResults } from './worker-protocol';
import type { ServerMessage, WorkerMessage } from './worker-protocol';

export interface WorkerOptions {
  /** The compiled `worker-main`. */
  readonly workerMain: string;
  readonly wrapperPath: string;
  readonly bundle: Bundle;
  readonly logger: Logger;
}

/** Work that has one answer. */
export interface Inference {
  readonly work: Work;
  /**
   * Rejects with `model-failed` when the batch method threw, with `unavailable` when the process died under it, and with
   * {@link NeverBegunError} when it died before.
   */
  readonly answer: Promise<ItemResult[]>;
}

/** Work that has several answers, each asked for. */
export interface Stream {
  readonly work: Work;
  /** The next piece; undefined after the last one. */
  readonly next: () => Promise<Item | undefined>;
}

/** How much the last piece of work counts in the mean of how long a piece takes. */
const LAST_WEIGHT = 0.2;

/** One child process with one loaded wrapper. It does one piece of work at a time, in the order in which they come. */
export class WorkerProcess {
  /** Resolves when the wrapper is loaded; rejects with a reason for people when it never will be. */
  readonly loaded: Promise<WrapperCapabilities>;
  /** Resolves when the process is gone, with how it ended. Never rejects. */
  readonly exited: Promise<string>;
  readonly startedAtMs = Date.now();
  /** How long starting and loading took, in milliseconds. */
  loadDurationMs = 0;
  /** How many pieces of work were finished. */
  answered = 0;
  /** How long a piece of work takes of late, in milliseconds. */
  meanWorkMs = 0;
  /** False from the moment that it is told to end, or has ended. */
  isUsable = true;

  readonly #child: Child;
  readonly #channel: Channel<WorkerMessage, ServerMessage> | undefined;
  readonly #logger: Logger;
  /** What it holds: the first is under way, the others wait for it. */
  readonly #works: Work[] = [];
  #lastId = 0;
  #killedBecause: string | undefined;

  constructor(options: WorkerOptions) {
    this.#logger = options.logger;
    this.#child = new Child(options.workerMain, (line, stream) =>
      this.#logger.info(line, { worker: this.pid, stream }),
    );
    this.#channel = this.#child.socket && this.#open(this.#child.socket);
    this.exited = this.#child.ended.then((how) => this.#end(how));
    this.loaded = this.#load(options);
    // Whoever needs the outcome awaits it; a death while nobody does is not an unhandled rejection.
    this.loaded.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The pieces of work that it holds: the first is under way, the others wait for it. */
  get works(): readonly Work[] {
    return this.#works;
  }

  /** Has the wrapper answer one request. */
  infer({ items, options }: InferenceRequest, callId: string): Inference {
    const { promise: answer, resolve, reject } = withResolvers<ItemResult[]>();
    const work = this.#begin({
      message: (message, body) => {
        if (message.type === 'results') resolve(readResults(message.results, body));
        else if (message.type === 'failed') reject(readError(message.error));
        this.#finishWork();
      },
      died: reject,
    });
    this.#channel?.send({ type: 'infer', id: work.id, callId, items: items.map(layoutOf), options }, bodyOf(items));
    return { work, answer };
  }

  /** Has the wrapper answer one item piece by piece. */
  stream(item: Item, options: RequestOptions, callId: string): Stream {
    let awaited = withResolvers<Item | undefined>();
    const work = this.#begin(
      {
        message: (message, body) => {
          if (message.type === 'piece') return awaited.resolve(new BodyReader(body).item(message.item));
          if (message.type === 'failed') awaited.reject(readError(message.error));
          else awaited.resolve(undefined);
          this.#finishWork();
        },
        // A reader opens its stream again by itself.
        died: (error) => awaited.reject(error instanceof NeverBegunError ? diedBefore() : error),
      },
      true,
    );
    let hasBegun = false;
    const next = (): Promise<Item | undefined> => {
      if (hasBegun) {
        awaited = withResolvers();
        this.#channel?.send({ type: 'next', id: work.id });
      } else
        this.#channel?.send({ type: 'stream', id: work.id, callId, items: [layoutOf(item)], options }, bodyOf([item]));
      hasBegun = true;
      return awaited.promise;
    };
    return { work, next };
  }

  /** Ends the process at once; the work that it holds fails with the reason. */
  kill(reason: string): void {
    this.isUsable = false;
    this.#killedBecause ??= reason;
    this.#child.kill();
  }

  /** Ends the process in good order, or by force when that takes longer than the given time. */
  async close(timeoutMs: number): Promise<void> {
    this.isUsable = false;
    this.#channel?.send({ type: 'close' });
    const timer = setTimeout(() => this.kill('it did not close in time'), timeoutMs);
    await this.exited;
    clearTimeout(timer);
  }

  #begin(reader: WorkReader, isStream = false): Work {
    const id = ++this.#lastId;
    const work = new Work(id, reader, () => this.#channel?.send({ type: 'abort', id }), isStream);
    this.#works.push(work);
    if (this.#works.length === 1) work.begin();
    return work;
  }

  #finishWork(): void {
    const work = this.#works.shift();
    if (work?.begunAtMs === undefined) return;
    const tookMs = performance.now() - work.begunAtMs;
    this.meanWorkMs = this.answered === 0 ? tookMs : this.meanWorkMs + LAST_WEIGHT * (tookMs - this.meanWorkMs);
    this.answered++;
    this.#works[0]?.begin();
    work.finish();
  }

  async #load({ wrapperPath, bundle }: WorkerOptions): Promise<WrapperCapabilities> {
    const { text, value } = bundle.metadata.timeouts.status;
    const timer = setTimeout(() => this.kill(`it did not load within timeout.status (${text})`), value);
    const { promise: loaded, resolve, reject } = withResolvers<WrapperCapabilities>();
    this.#begin({
      message: (message) => {
        if (message.type === 'loaded') resolve(message.capabilities);
        if (message.type === 'load-failed') reject(new ServingError('failed-precondition', message.reason));
        this.#finishWork();
        this.answered = 0;
        this.meanWorkMs = 0;
      },
      died: reject,
    });
    this.#channel?.send({ type: 'load', wrapperPath, bundle });
    try {
      return await loaded;
    } finally {
      clearTimeout(timer);
      this.loadDurationMs = Date.now() - this.startedAtMs;
    }
  }

  #receive(message: WorkerMessage, body: Buffer): void {
    if (message.type === 'log') this.#logger[message.level](message.message, { ...message.fields, worker: this.pid });
    else {
      const [work] = this.#works;
      if (!('id' in message) || message.id === work?.id) work?.reader.message(message, body);
    }
  }

  #open(socket: Duplex): Channel<WorkerMessage, ServerMessage> {
    return new Channel(
      socket,
      (message: WorkerMessage, body) => this.#receive(message, body),
      (thrown) => this.kill(`it sent a message that cannot be read: ${messageOf(thrown)}`),
      'each-turn',
    );
  }

  /** @returns how it ended, in the words for people */
  #end(how: string): string {
    this.isUsable = false;
    const ended = this.#killedBecause === undefined ? how : `was stopped because ${this.#killedBecause}`;
    const [underWay, ...waiting] = this.#works.splice(0);
    underWay?.reader.died(
      new ServingError('unavailable', `The model's worker process ended while it held this: it ${ended}.`),
    );
    for (const work of waiting) work.reader.died(new NeverBegunError());
    for (const work of [underWay, ...waiting]) work?.finish();
    return ended;
  }
}

function diedBefore(): ServingError {
  return new ServingError('unavailable', "The model's worker process ended before it began this; try again.");
}

interface Resolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: Error) => void;
}

/** `Promise.withResolvers`, which Node 20 lacks. */
function withResolvers<T>(): Resolvers<T> {
  let resolvers!: Omit<Resolvers<T>, 'promise'>;
  const promise = new Promise<T>((resolve, reject) => (resolvers = { resolve, reject }));
  return { promise, ...resolvers };
}
