import type { ModelMetadata } from '../../../contract';
import type { CallRecord } from '../../../core/call-record';
import { ServingError } from '../../../core/errors';
import type { Item, ItemResult } from '../../../core/request';
import {
  NO_PARAMETERS,
  type InferAnswer,
  type InferMessage,
  type InferOutput,
  type Parameters,
} from '../infer-message';
import type { SharedMemory } from '../open-inference';
import { standsInSharedMemory } from '../shared-memory-parameters';
import { classify } from './classify';
import type { CheckedInputs } from './check-inputs';
import { outputOfBatch, outputOfItem, type AnswerTensor } from './join-outputs';
import { writeShared } from './shared-tensor';
import type { WantedOutput } from './wanted-outputs';

/** What is known of a request that its answer depends on. */
export interface AnswerPlan {
  readonly message: InferMessage;
  readonly metadata: ModelMetadata;
  readonly wanted: readonly WantedOutput[];
  readonly checked: Pick<CheckedInputs, 'batch' | 'isColumn'>;
}

/** Which version has answered. */
export interface AnsweredBy {
  readonly model: string;
  readonly modelVersion: string;
}

/**
 * @param items the outputs of each item
 * @param parameters of the answer
 * @throws ServingError `model-failed` when the items' outputs do not make up one
 */
export async function toAnswer(
  plan: AnswerPlan,
  items: readonly Item[],
  { model: modelName, modelVersion }: AnsweredBy,
  parameters: Parameters,
  sharedMemory: SharedMemory,
): Promise<InferAnswer> {
  const outputs: InferOutput[] = [];
  for (const wanted of plan.wanted) {
    const { name } = wanted.spec;
    const tensor = tensorOf(plan, wanted, items);
    const { datatype, shape, bytes } = wanted.classes === 0 ? tensor : await classified(plan, wanted, tensor);
    const output = { name, datatype, shape, parameters: NO_PARAMETERS, bytes };
    const isShared = standsInSharedMemory(wanted.parameters);
    outputs.push(isShared ? await writeShared(output, wanted.parameters, sharedMemory) : output);
  }
  return { modelName, modelVersion, id: plan.message.id, parameters, outputs };
}

/**
 * The outputs of each item. The protocol knows no answer to half a request: the first item that failed fails it.
 *
 * @param record of the call, for what has become of it
 * @throws ServingError that item's
 */
export function outputsOf(results: readonly ItemResult[], record: Pick<CallRecord, 'outcome'>): Item[] {
  return results.map((result, index) => {
    if (result.ok) return result.output;
    const { code, message } = result.error;
    // Others may have been answered, but their caller gets nothing of it.
    record.outcome = code;
    const which = results.length === 1 ? '' : `item ${index + 1} of ${results.length}: `;
    throw new ServingError(code, `${which}${message}`);
  });
}

function tensorOf(
  { metadata, checked }: AnswerPlan,
  { spec, index }: WantedOutput,
  items: readonly Item[],
): AnswerTensor {
  if (checked.batch === undefined) return outputOfItem(spec.name, items[0]!);
  return outputOfBatch(spec.name, metadata.outputs[index]!.tensor?.shape[0] === -1, items, checked);
}

function classified({ metadata }: AnswerPlan, { spec, index, classes }: WantedOutput, tensor: AnswerTensor) {
  return classify(tensor, { classes, hasRows: spec.shape[0] === -1, labels: metadata.outputs[index]!.labels });
}
