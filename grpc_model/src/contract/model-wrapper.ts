import type { Bundle } from './bundle';
import type { ItemFailure } from './errors';
import type { InferenceOptions } from './inference-options';
import type { ModelInput } from './model-input';
import type { ModelOutput } from './model-output';

/**
 * The class that an author fills in: the default export of `model_lib/src/model.ts`.
 *
 * One instance lives in each worker process and receives one call at a time. Its life: constructed with the bundle,
 * `load` once, then calls until `close`. A worker that dies takes nothing with it but the calls that it held.
 *
 * @example
 * export default class Greeter extends ModelWrapper {
 *   override async handleDiscreteInput(input: ModelInput): Promise<ModelOutput> {
 *     return results({ result: `Hello, ${input.text('input.txt').trim()}` });
 *   }
 * }
 */
export abstract class ModelWrapper {
  constructor(protected readonly bundle: Bundle) {}

  /**
   * Reads the weights and does everything else that is slow, once, before the first call. Bounded by `timeout.status`.
   * An error thrown here becomes the reason why the model is not ready.
   */
  load?(): Promise<void>;

  /**
   * Answers one item.
   *
   * @returns every output that `model.yaml` declares, by name
   * @throws InvalidInputError when the caller's input is at fault; any other error is the model's own failure
   */
  abstract handleDiscreteInput(input: ModelInput, options: InferenceOptions): Promise<ModelOutput>;

  /**
   * Answers several items at once, where that is faster than one by one. At most `features.maxBatchSize` items.
   * When it throws, or returns another number of outputs than it got inputs, the items run again one by one.
   *
   * @returns one output per input, in the order of the inputs; {@link failure} in the place of an item that failed
   */
  handleDiscreteInputBatch?(
    inputs: readonly ModelInput[],
    options: InferenceOptions,
  ): Promise<readonly (ModelOutput | ItemFailure)[]>;

  /**
   * Answers one item piece by piece, for protocols that stream. Each piece is an output of its own. The next piece is
   * asked for when the reader has taken the last one, and the generator is ended (`finally` runs) when nobody reads.
   */
  handleDiscreteInputStream?(input: ModelInput, options: InferenceOptions): AsyncIterable<ModelOutput>;

  /** Gives back what `load` took, before the worker ends in good order. Bounded by a few seconds. */
  close?(): Promise<void>;
}

/** What `model_lib/src/model.ts` must export by default. */
export type ModelWrapperClass = new (bundle: Bundle) => ModelWrapper;
