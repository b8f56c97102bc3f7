import { ItemFailure, ModelInput, type InferenceOptions, type ModelWrapper, type Tensor } from '../contract';
import { ServingError } from '../core/errors';
import type { WrapperCapabilities } from '../core/executor';
import { failed, type Item, type ItemResult } from '../core/request';
import { RuntimeWrapper } from '../core/runtime-wrapper';
import { toTensor } from '../core/tensor';
import { readOutput, toModelError } from './read-output';

/** Calls the methods of one loaded wrapper; lives in the worker, or inline in the server. */
export class WrapperHost {
  readonly capabilities: WrapperCapabilities;

  constructor(private readonly wrapper: ModelWrapper) {
    this.capabilities = capabilitiesOf(wrapper);
  }

  /** An author may keep what a call was given; a runtime does not. */
  get keepsInputs(): boolean {
    return !(this.wrapper instanceof RuntimeWrapper);
  }

  /**
   * One item goes to the single method; several go to the batch method.
   *
   * @throws ServingError when the batch method threw or returned another number of outputs
   */
  async infer(items: readonly Item[], options: InferenceOptions): Promise<ItemResult[]> {
    const [only] = items;
    return items.length === 1 && only !== undefined ? [await this.#single(only, options)] : this.#batch(items, options);
  }

  async *stream(item: Item, options: InferenceOptions): AsyncGenerator<Item> {
    if (this.wrapper.handleDiscreteInputStream === undefined) {
      throw new ServingError(
        'unimplemented',
        'The model has no method handleDiscreteInputStream, so it does not stream.',
      );
    }
    try {
      for await (const piece of this.wrapper.handleDiscreteInputStream(toModelInput(item), options)) {
        const result = readOutput(piece);
        if (!result.ok) throw new ServingError(result.error.code, result.error.message);
        yield result.output;
      }
    } catch (thrown) {
      throw this.#report(thrown, options);
    }
  }

  async close(): Promise<void> {
    await this.wrapper.close?.();
  }

  async #single(item: Item, options: InferenceOptions): Promise<ItemResult> {
    try {
      return readOutput(await this.wrapper.handleDiscreteInput(toModelInput(item), options));
    } catch (thrown) {
      return failed(this.#report(thrown, options));
    }
  }

  async #batch(items: readonly Item[], options: InferenceOptions): Promise<ItemResult[]> {
    const outputs = await this.#callBatch(items, options);
    if (!Array.isArray(outputs) || outputs.length !== items.length) {
      const returned = Array.isArray(outputs) ? `${outputs.length} outputs` : 'no list';
      throw new ServingError(
        'model-failed',
        `handleDiscreteInputBatch returned ${returned} for ${items.length} inputs.`,
      );
    }
    // Array.from sees the holes of a sparse array, which map would keep.
    return Array.from(outputs, (output: unknown) => {
      if (output instanceof ItemFailure) this.#report(output.reason, options);
      return readOutput(output);
    });
  }

  async #callBatch(items: readonly Item[], options: InferenceOptions): Promise<unknown> {
    if (this.wrapper.handleDiscreteInputBatch === undefined) {
      throw new ServingError('internal', 'A batch was sent to a wrapper without handleDiscreteInputBatch.');
    }
    try {
      return await this.wrapper.handleDiscreteInputBatch(items.map(toModelInput), options);
    } catch (thrown) {
      throw this.#report(thrown, options);
    }
  }

  /** The caller's own faults are answered, not logged; everything else leaves its stack trace in the log. */
  #report(thrown: unknown, { logger, signal }: InferenceOptions): ServingError {
    const error = toModelError(thrown);
    if (error.code === 'model-failed' && !signal.aborted) {
      logger.error('The model threw an error.', { stack: thrown instanceof Error ? thrown.stack : String(thrown) });
    }
    return error;
  }
}

/** An author tells by the methods that there are, a runtime knows by the model's file. */
function capabilitiesOf(wrapper: ModelWrapper): WrapperCapabilities {
  const batch = typeof wrapper.handleDiscreteInputBatch === 'function';
  const stream = typeof wrapper.handleDiscreteInputStream === 'function';
  if (!(wrapper instanceof RuntimeWrapper)) return { batch, stream };
  return { batch: batch && wrapper.canBatch(), stream, signature: wrapper.signature() };
}

function toModelInput(item: Item): ModelInput {
  const parts = new Map<string, Uint8Array | Tensor>();
  for (const [name, part] of item) parts.set(name, part.kind === 'tensor' ? toTensor(part) : part.bytes);
  return new ModelInput(parts);
}
