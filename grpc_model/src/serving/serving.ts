import type { Logger, ModelMetadata } from '../contract';
import { OpenCall, type Call, type Caller } from '../core/call';
import { toServingError, type ServingError } from '../core/errors';
import {
  byteLengthOfAll,
  type InferenceRequest,
  type Item,
  type ItemResult,
  type RequestOptions,
} from '../core/request';
import type { ServedModel } from '../core/served-model';
import type { VersionState } from '../core/state';
import { Admission, type AdmissionLimits } from './admission';

export interface ServingOptions extends AdmissionLimits {
  readonly model: ServedModel;
  readonly logger: Logger;
  /** Begins to stop the whole server, and returns at once. */
  readonly requestStop: () => void;
}

/** The one façade that every protocol calls. */
export class Serving {
  readonly #model: ServedModel;
  readonly #logger: Logger;
  readonly #admission: Admission;
  readonly #requestStop: () => void;

  constructor({ model, logger, requestStop, ...limits }: ServingOptions) {
    this.#model = model;
    this.#logger = logger;
    this.#admission = new Admission(limits);
    this.#requestStop = requestStop;
  }

  get metadata(): ModelMetadata {
    return this.#model.metadata;
  }

  onStateChange(listener: (state: VersionState) => void): void {
    this.#model.onStateChange(listener);
  }

  /** Waits for a load under way, or tries a failed one again; resolves with the state that was reached. */
  ensureLoaded(): Promise<VersionState> {
    return this.#model.load();
  }

  /**
   * Answers every item of the request.
   *
   * @returns one result per item, in order
   * @throws ServingError when the call failed as a whole
   */
  async infer(request: InferenceRequest, caller: Caller): Promise<readonly ItemResult[]> {
    const leave = this.#admission.enter(request.items);
    const call = new OpenCall(caller, this.#logger);
    try {
      const results = await this.#model.infer(request, call);
      const outputs = results.flatMap((result) => (result.ok ? [result.output] : []));
      caller.onClosed(this.#admission.hold(byteLengthOfAll(outputs)));
      return results;
    } catch (thrown) {
      throw this.#report(thrown, call);
    } finally {
      call.close();
      leave();
    }
  }

  /** Answers one item piece by piece; ending the iteration early ends the work. */
  async *stream(item: Item, options: RequestOptions, caller: Caller): AsyncGenerator<Item> {
    const leave = this.#admission.enter([item]);
    const call = new OpenCall(caller, this.#logger);
    try {
      yield* this.#model.stream(item, options, call);
    } catch (thrown) {
      throw this.#report(thrown, call);
    } finally {
      call.close();
      leave();
    }
  }

  /** Begins to stop the whole server: running calls finish, then the process ends. Returns at once. */
  shutdown(): void {
    this.#requestStop();
  }

  #report(thrown: unknown, call: Call): ServingError {
    const error = toServingError(thrown);
    if (error.code === 'internal') {
      const stack = thrown instanceof Error ? thrown.stack : String(thrown);
      call.logger.error('A call failed for a reason that nobody foresaw.', { stack });
    }
    return error;
  }
}
