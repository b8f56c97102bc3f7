import type { Logger } from '../contract';
import type { Call } from '../core/call';
import { messageOf, ServingError } from '../core/errors';
import type { WrapperCapabilities } from '../core/executor';
import { authorFields } from '../core/log-fields';
import type { ModelSpec } from '../core/model-spec';
import type { InferenceRequest, Item, ItemResult, RequestOptions } from '../core/request';
import type { Link, LinkListener } from './link';
import { optionsLayoutOf } from './parameters-layout';
import { NeverBegunError, Work, type WorkKind, type WorkReader } from './work';
import { BodyReader, bodyOf, layoutOf, readError, readResults } from './worker-protocol';
import type { WorkerMessage } from './worker-protocol';

/** Work that has one answer. */
export interface Inference {
  readonly work: Work;
  /**
   * Rejects with `model-failed` when the batch method threw, with `unavailable` when the worker died under it, and with
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

/** A model in a worker: its number there, and whom its work is for. */
export interface Tenancy {
  /** Names the model between server and worker. */
  readonly model: number;
  readonly logger: Logger;
  /** How long a piece of its work takes of late, in milliseconds. */
  readonly meanWorkMs: number;
}

/**
 * One process or thread that runs wrappers, of one model or of several. It does one piece of work at a time, in the order
 * in which they come; loading a model is a piece of work, too.
 */
export class ModelWorker {
  /** Resolves when the worker is gone, with how it ended. Never rejects. */
  readonly exited: Promise<string>;
  readonly startedAtMs = Date.now();
  /** How many inferences and streams were finished. */
  answered = 0;
  /** The memory that its process holds, in bytes, as it said last; 0 when it has not. */
  residentBytes = 0;
  /** How long what it holds is expected to take, in milliseconds. */
  expectedMs = 0;
  /** False from the moment that it is told to end, or has ended. */
  isUsable = true;

  readonly #link: Link;
  readonly #logger: Logger;
  /** What it holds: the first is under way, the others wait for it. */
  readonly #works: Work[] = [];
  /** Kept for the lines that an author logs after the answer. */
  #lastFinished: Work | undefined;
  #lastId = 0;
  #killedBecause: string | undefined;

  /**
   * @param logger for what the worker says that belongs to no call
   * @param onVacancy called whenever a piece of work is finished
   */
  constructor(
    openLink: (listener: LinkListener) => Link,
    logger: Logger,
    private readonly onVacancy: () => void,
  ) {
    this.#logger = logger;
    this.#link = openLink({
      message: (message, body) => this.#receive(message, body),
      line: (line, stream) => logger.info(line, { worker: this.name, stream }),
      broken: (thrown) => this.kill(`it sent a message that cannot be read: ${messageOf(thrown)}`),
    });
    this.exited = this.#link.ended.then((how) => this.#end(how));
  }

  /** What log lines call it. */
  get name(): number | string | undefined {
    return this.#link.name;
  }

  /** The pieces of work that it holds: the first is under way, the others wait for it. */
  get works(): readonly Work[] {
    return this.#works;
  }

  get isIdle(): boolean {
    return this.#works.length === 0 && this.isUsable;
  }

  /**
   * Has the worker load a model, and warm it up.
   *
   * @throws ServingError `failed-precondition` with a reason for people
   */
  load(tenancy: Tenancy, spec: ModelSpec): Promise<WrapperCapabilities> {
    const { text, value } = spec.bundle.metadata.timeouts.status;
    const { promise, resolve, reject } = withResolvers<WrapperCapabilities>();
    const work = this.#begin('load', tenancy, {
      message: (message) => {
        if (message.type === 'loaded') resolve(message.capabilities);
        if (message.type === 'load-failed') reject(new ServingError('failed-precondition', message.reason));
      },
      died: reject,
    });
    this.#bound(work, value, `it did not load within timeout.status (${text})`);
    this.#link.send({ type: 'load', id: work.id, model: tenancy.model, spec });
    return promise;
  }

  /**
   * Has the worker give a model up.
   *
   * @param timeoutMs how long that may take before the worker is killed for it
   * @returns the memory that the model took and did not give back, in bytes, when it is done; 0 when the worker is gone
   */
  unload(tenancy: Tenancy, timeoutMs: number): Promise<number> {
    if (!this.isUsable) return Promise.resolve(0);
    const { promise, resolve } = withResolvers<number>();
    const work = this.#begin('unload', tenancy, {
      message: (message) => resolve(message.type === 'unloaded' ? message.leftBehindBytes : 0),
      died: () => resolve(0),
    });
    this.#bound(work, timeoutMs, 'a model that it had did not close in time');
    this.#link.send({ type: 'unload', id: work.id, model: tenancy.model });
    return promise;
  }

  /** Has the wrapper answer one request. */
  infer(tenancy: Tenancy, { items, options }: InferenceRequest, call: Call): Inference {
    const { promise: answer, resolve, reject } = withResolvers<ItemResult[]>();
    const reader: WorkReader = {
      message: (message, body) => {
        if (message.type === 'results') resolve(readResults(message.results, body));
        else if (message.type === 'failed') reject(readError(message.error));
      },
      died: reject,
    };
    const work = this.#begin('infer', tenancy, reader, call);
    const layout = { items: items.map(layoutOf), options: optionsLayoutOf(options) };
    this.#link.send({ type: 'infer', id: work.id, model: tenancy.model, ...layout }, bodyOf(items));
    return { work, answer };
  }

  /** Has the wrapper answer one item piece by piece. */
  stream(tenancy: Tenancy, item: Item, options: RequestOptions, call: Call): Stream {
    let awaited = withResolvers<Item | undefined>();
    let deathError: ServingError | undefined;
    const reader: WorkReader = {
      message: (message, body) => {
        if (message.type === 'piece') awaited.resolve(new BodyReader(body).item(message.item));
        else if (message.type === 'failed') awaited.reject(readError(message.error));
        else awaited.resolve(undefined);
      },
      // A reader opens its stream again by itself.
      died: (error) => {
        deathError = error instanceof NeverBegunError ? diedBefore() : error;
        awaited.reject(deathError);
      },
    };
    const work = this.#begin('stream', tenancy, reader, call);
    let hasBegun = false;
    const next = (): Promise<Item | undefined> => {
      if (deathError !== undefined) return Promise.reject(deathError);
      if (hasBegun) {
        awaited = withResolvers();
        this.#link.send({ type: 'next', id: work.id });
      } else {
        const layout = { items: [layoutOf(item)], options: optionsLayoutOf(options) };
        this.#link.send({ type: 'stream', id: work.id, model: tenancy.model, ...layout }, bodyOf([item]));
      }
      hasBegun = true;
      return awaited.promise;
    };
    return { work, next };
  }

  /** Ends the worker at once; the work that it holds fails with the reason. */
  kill(reason: string): void {
    this.isUsable = false;
    this.#killedBecause ??= reason;
    this.#link.kill();
  }

  /** Ends the worker in good order, or by force when that takes longer than the given time. */
  async close(timeoutMs: number): Promise<void> {
    this.isUsable = false;
    this.#link.send({ type: 'close' });
    const timer = setTimeout(() => this.kill('it did not close in time'), timeoutMs);
    await this.exited;
    clearTimeout(timer);
  }

  #begin(kind: WorkKind, tenancy: Tenancy, reader: WorkReader, call?: Call): Work {
    const id = ++this.#lastId;
    const abort = () => this.#link.send({ type: 'abort', id });
    const work = new Work({ id, kind, tenancy, reader, call, expectedMs: tenancy.meanWorkMs, abort });
    this.expectedMs += work.expectedMs;
    this.#works.push(work);
    if (this.#works.length === 1) work.begin();
    return work;
  }

  /** Kills the worker when a piece of work takes longer than the given time. */
  #bound(work: Work, timeoutMs: number, reason: string): void {
    let timer: NodeJS.Timeout | undefined;
    work.onBegun(() => (timer = setTimeout(() => this.kill(reason), timeoutMs)));
    work.onFinished(() => clearTimeout(timer));
  }

  #receive(message: WorkerMessage, body: Buffer): void {
    if (message.type === 'log') return this.#log(message);
    if (message.type === 'memory') {
      this.residentBytes = message.residentBytes;
      return;
    }
    const [work] = this.#works;
    if (message.id !== work?.id) return;
    work.reader.message(message, body);
    if (message.type === 'results') work.workedMs = message.tookMs;
    if (message.type !== 'piece') this.#finishWork(work);
  }

  #finishWork(work: Work): void {
    this.#works.shift();
    this.expectedMs = this.#works.length === 0 ? 0 : this.expectedMs - work.expectedMs;
    if (work.kind === 'infer' || work.kind === 'stream') this.answered++;
    this.#lastFinished = work;
    this.#works[0]?.begin();
    work.finish();
    this.onVacancy();
  }

  #log({ level, message, fields, work: id }: Extract<WorkerMessage, { type: 'log' }>): void {
    const work = id === this.#lastFinished?.id ? this.#lastFinished : this.#works.find((each) => each.id === id);
    const logger = work?.tenancy.logger ?? this.#logger;
    logger[level](message, { ...work?.call?.logFields, worker: this.name, ...authorFields(fields) });
  }

  /** @returns how it ended, in the words for people */
  #end(how: string): string {
    this.isUsable = false;
    const ended = this.#killedBecause === undefined ? how : `was stopped because ${this.#killedBecause}`;
    const [underWay, ...waiting] = this.#works.splice(0);
    const held = `The model's worker ${this.#link.kind} ended while it held this: it ${ended}.`;
    underWay?.reader.died(new ServingError('unavailable', held));
    underWay?.tookDown();
    for (const work of waiting) work.reader.died(new NeverBegunError());
    for (const work of [underWay, ...waiting]) work?.finish();
    return ended;
  }
}

function diedBefore(): ServingError {
  return new ServingError('unavailable', "The model's worker ended before it began this; try again.");
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
