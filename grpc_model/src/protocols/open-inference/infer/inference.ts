import type { ModelHandle } from '../../../catalog/model-handle';
import type { ModelMetadata } from '../../../contract';
import type { Caller } from '../../../core/call';
import type { ModelRef } from '../../../core/model-ref';
import type { InferenceRequest, Item, ItemResult, Priority, RequestOptions } from '../../../core/request';
import type { Serving } from '../../../serving/serving';
import { NO_PARAMETERS, type InferAnswer, type InferMessage, type Parameters } from '../infer-message';
import type { Inference, SharedMemory } from '../open-inference';
import { outputsOf, toAnswer, type AnswerPlan } from './answer';
import { checkInputs } from './check-inputs';
import { findModel } from './find-model';
import { declarationOf, inItsWords } from './meant-model';
import { readRequestParameters, withTimeout } from './request-parameters';
import { signatureOf } from './signature';
import { toItems } from './to-items';
import { wantedOutputs } from './wanted-outputs';

export interface InferenceLimits {
  /** The most items of one request, and inputs in them, together. */
  readonly maxRequestParts: number;
  /** The most bytes of the BYTES that a request has in shared memory. */
  readonly maxMessageBytes: number;
}

const NOT_FINAL: Parameters = new Map([['triton_final_response', false]]);
const FINAL: Parameters = new Map([['triton_final_response', true]]);

/** Inference over the protocol, whatever the encoding. */
export function openInferenceInference(
  serving: Serving,
  sharedMemory: SharedMemory,
  limits: InferenceLimits,
): Inference {
  return new TensorInference(serving, sharedMemory, limits);
}

/** A request whose model is known and ready. */
interface OpenRequest {
  readonly message: InferMessage;
  readonly handle: ModelHandle;
  readonly metadata: ModelMetadata;
  /** The caller, who waits as long as it says in the request. */
  readonly caller: Caller;
  readonly options: RequestOptions;
  readonly priority: Priority | undefined;
  readonly wantsFinalAnswer: boolean;
}

class TensorInference implements Inference {
  constructor(
    private readonly serving: Serving,
    private readonly sharedMemory: SharedMemory,
    private readonly limits: InferenceLimits,
  ) {}

  async infer(message: InferMessage, caller: Caller): Promise<InferAnswer> {
    return this.#answer(await this.#open(message, caller), NO_PARAMETERS);
  }

  /**
   * Of a wrapper that streams, every piece is an answer that is not the final one, because nobody knows of a piece that it is
   * the last. The end is told with an empty final answer where the request asks for it (contract section 3.5). Any other
   * wrapper's one answer is the final one.
   */
  async *stream(message: InferMessage, from: Caller): AsyncGenerator<InferAnswer> {
    const request = await this.#open(message, from);
    const { handle, options, caller } = request;
    if (!handle.streams) {
      yield await this.#answer(request, FINAL);
      return;
    }
    const { plan, items } = await this.#check(request, 1);
    const pieces = this.serving.stream(refOf(message), items[0]!, options, caller);
    for await (const piece of inTheWordsOf(handle, caller, pieces))
      yield await toAnswer(plan, [piece], caller.record, NOT_FINAL, this.sharedMemory);
    const { model: modelName, modelVersion } = caller.record;
    if (request.wantsFinalAnswer) yield { modelName, modelVersion, id: message.id, parameters: FINAL, outputs: [] };
  }

  async #open(message: InferMessage, from: Caller): Promise<OpenRequest> {
    const handle = findModel(this.serving, { name: message.modelName, version: message.modelVersion }, from);
    const asked = readRequestParameters(message.parameters);
    const caller = withTimeout(from, asked.timeoutMs);
    const declaration = declarationOf(handle, message, this.serving, caller);
    // Nearly always everything is at hand, and nothing waits.
    const metadata = declaration instanceof Promise ? await declaration : declaration;
    const { options, priority, wantsFinalAnswer } = asked;
    return { message, handle, metadata, caller, options, priority, wantsFinalAnswer };
  }

  async #answer(request: OpenRequest, parameters: Parameters): Promise<InferAnswer> {
    const { message, caller, options, priority } = request;
    const { plan, items } = await this.#check(request, this.#maxBatchOf(request.metadata));
    const results = await this.#results(refOf(message), { items, options, priority }, request);
    return toAnswer(plan, outputsOf(results, caller.record), caller.record, parameters, this.sharedMemory);
  }

  async #results(
    ref: ModelRef,
    request: InferenceRequest,
    { handle, caller }: OpenRequest,
  ): Promise<readonly ItemResult[]> {
    try {
      return await this.serving.infer(ref, request, caller);
    } catch (thrown) {
      throw inItsWords(thrown, handle, caller);
    }
  }

  async #check(
    { message, metadata }: OpenRequest,
    maxBatch: number,
  ): Promise<{ readonly plan: AnswerPlan; readonly items: readonly Item[] }> {
    const wanted = wantedOutputs(message, signatureOf(metadata));
    const bounds = { maxBatch, maxMessageBytes: this.limits.maxMessageBytes };
    const read = checkInputs(message, metadata, this.sharedMemory, bounds);
    const checked = read instanceof Promise ? await read : read;
    const found = toItems(checked, metadata, { id: message.id, model: message.modelName });
    const items = found instanceof Promise ? await found : found;
    return { plan: { message, metadata, wanted, checked }, items };
  }

  /** As many items as the bound leaves room for with their inputs. */
  #maxBatchOf({ inputs }: ModelMetadata): number {
    return Math.max(1, Math.floor(this.limits.maxRequestParts / (1 + inputs.length)));
  }
}

/** The pieces; that the model is not ready is told as the protocol has it. */
async function* inTheWordsOf(handle: ModelHandle, caller: Caller, pieces: AsyncIterable<Item>): AsyncGenerator<Item> {
  try {
    yield* pieces;
  } catch (thrown) {
    throw inItsWords(thrown, handle, caller);
  }
}

function refOf({ modelName: name, modelVersion }: InferMessage): ModelRef {
  return { name, version: modelVersion === '' ? undefined : modelVersion };
}
