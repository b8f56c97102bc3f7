import type { Catalog } from '../catalog/catalog';
import type { ModelHandle } from '../catalog/model-handle';
import type { Logger, ModelMetadata } from '../contract';
import { OpenCall, type Call, type Caller } from '../core/call';
import type { CallRecord } from '../core/call-record';
import { toServingError, type ErrorCode, type ServingError } from '../core/errors';
import type { PendingFigures } from '../core/figures';
import type { ModelRef } from '../core/model-ref';
import {
  byteLengthOfAll,
  type InferenceRequest,
  type Item,
  type ItemResult,
  type RequestOptions,
} from '../core/request';
import { Admission, type AdmissionLimits } from './admission';

export interface ServingOptions extends AdmissionLimits {
  /** Which models there are. Management is its business, and protocols reach it through here. */
  readonly catalog: Catalog;
  /** The project's own model: what contracts mean that know only one. */
  readonly ownModel: ModelRef;
  readonly logger: Logger;
  /** Begins to stop the whole server, and returns at once. */
  readonly requestStop: () => void;
}

/** The one façade that every protocol calls. */
export class Serving {
  readonly catalog: Catalog;
  readonly ownModel: ModelRef;
  readonly #logger: Logger;
  readonly #admission: Admission;
  readonly #requestStop: () => void;

  constructor({ catalog, ownModel, logger, requestStop, ...limits }: ServingOptions) {
    this.catalog = catalog;
    this.ownModel = ownModel;
    this.#logger = logger;
    this.#admission = new Admission(limits);
    this.#requestStop = requestStop;
  }

  /** What the calls under way hold. */
  get pending(): PendingFigures {
    return this.#admission.figures;
  }

  /**
   * What a caller means, whatever its state: what it takes and gives, and whether it is ready.
   *
   * @param caller whose call counts as that model's
   * @throws ServingError `not-found` with what there is to choose
   */
  model(ref: ModelRef, { record }: Pick<Caller, 'record'>): ModelHandle {
    const model = this.catalog.lookUp(ref);
    record.model = model.name;
    record.modelVersion = model.version.text;
    return model;
  }

  /**
   * What a model takes and gives, for whoever must know it before a call; one that loads at its first use is loaded for that.
   *
   * @param heldBytes what the caller's request holds meanwhile
   * @throws ServingError why the model would not answer the call either
   */
  async metadata(ref: ModelRef, caller: Caller, heldBytes = 0): Promise<ModelMetadata> {
    this.#admission.enter(heldBytes);
    const call = new OpenCall(caller, this.#logger);
    try {
      return await this.#find(ref, caller.record).metadataFor(call);
    } catch (thrown) {
      throw this.#report(thrown, call, caller.record);
    } finally {
      call.close();
      this.#admission.leave(heldBytes);
    }
  }

  /**
   * Answers every item of the request.
   *
   * @returns one result per item, in order
   * @throws ServingError when the call failed as a whole
   */
  infer(ref: ModelRef, request: InferenceRequest, caller: Caller): Promise<readonly ItemResult[]> {
    const bytes = byteLengthOfAll(request.items);
    caller.record.items = request.items.length;
    caller.record.bytesIn = bytes;
    try {
      this.#admission.enter(bytes);
    } catch (thrown) {
      return Promise.reject(toServingError(thrown));
    }
    const call = new OpenCall(caller, this.#logger);
    const end = () => {
      call.close();
      this.#admission.leave(bytes);
    };
    return this.#inferIn(ref, request, call, caller.record).then(
      (results) => {
        end();
        this.#holdUntilClosed(noteResults(results, caller.record), caller);
        return results;
      },
      (thrown: unknown) => {
        end();
        throw this.#report(thrown, call, caller.record);
      },
    );
  }

  /** Answers one item piece by piece; ending the iteration early ends the work. */
  async *stream(ref: ModelRef, item: Item, options: RequestOptions, caller: Caller): AsyncGenerator<Item> {
    const { record } = caller;
    const bytes = byteLengthOfAll([item]);
    record.items = 1;
    record.bytesIn = bytes;
    this.#admission.enter(bytes);
    const call = new OpenCall(caller, this.#logger);
    try {
      for await (const piece of this.#find(ref, record).stream(item, options, call)) {
        record.bytesOut += byteLengthOfAll([piece]);
        yield piece;
      }
    } catch (thrown) {
      throw this.#report(thrown, call, record);
    } finally {
      call.close();
      this.#admission.leave(bytes);
    }
  }

  /** Begins to stop the whole server: running calls finish, then the process ends. Returns at once. */
  shutdown(): void {
    this.#requestStop();
  }

  #inferIn(ref: ModelRef, request: InferenceRequest, call: Call, record: CallRecord): Promise<readonly ItemResult[]> {
    try {
      return this.#find(ref, record).infer(request, call);
    } catch (thrown) {
      return Promise.reject(toServingError(thrown));
    }
  }

  /** A call that names a model that there is counts as that model's, whatever becomes of it. */
  #find(ref: ModelRef, record: CallRecord): ModelHandle {
    const model = this.model(ref, { record });
    return model.takesCalls ? model : this.catalog.find(ref);
  }

  /** An answer is there until its reader has taken it, or is gone. */
  #holdUntilClosed(bytes: number, caller: Caller): void {
    this.#admission.hold(bytes);
    caller.onClosed(() => this.#admission.release(bytes));
  }

  #report(thrown: unknown, call: Call, record: CallRecord): ServingError {
    const error = toServingError(thrown);
    record.outcome = error.code;
    if (error.code === 'internal') {
      const stack = thrown instanceof Error ? thrown.stack : String(thrown);
      call.logger.error('A call failed for a reason that nobody foresaw.', { stack });
    }
    return error;
  }
}

/**
 * Takes down what became of the items.
 *
 * @returns the bytes of all outputs together
 */
function noteResults(results: readonly ItemResult[], record: CallRecord): number {
  let bytes = 0;
  let failure: ErrorCode | undefined;
  for (const result of results) {
    if (result.ok) for (const part of result.output.values()) bytes += part.bytes.byteLength;
    else {
      failure ??= result.error.code;
      record.failedItems++;
    }
  }
  record.bytesOut = bytes;
  if (failure !== undefined) record.outcome = record.failedItems === results.length ? failure : 'partial';
  return bytes;
}
