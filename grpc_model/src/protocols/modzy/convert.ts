import type { DeclaredOutput, ModelMetadata } from '../../contract';
import { messageOf } from '../../core/errors';
import type { Item, ItemResult, Part } from '../../core/request';
import { toFile } from '../../core/tensor-file';
import type { ShutdownResponseInput } from './generated/ShutdownResponse';
import type { StatusResponseInput } from './generated/StatusResponse';
import type { AnsweredItem, RunAnswer } from './run-response';

const OK = { status_code: 200, status: 'OK' };
const SERVER_ERROR = { status_code: 500, status: 'Internal Server Error' };
const NOT_INITIALIZED = 'Model has not been initialized for inference.';

/** What a `Status` found. */
export type StatusFinding = 'initialized' | 'already-initialized' | 'failed';

const STATUS_OUTCOME: Readonly<Record<StatusFinding, StatusResponseInput>> = {
  initialized: { ...OK, message: 'Model Initialized Successfully.' },
  'already-initialized': { ...OK, message: 'Model Already Initialized.' },
  failed: { ...SERVER_ERROR, message: 'Model Failed to Initialize.' },
};

/** @param outputsOf what the model declares; asked only when there is a tensor, whose file depends on it */
export function toRunResponse(results: readonly ItemResult[], outputsOf: () => readonly DeclaredOutput[]): RunAnswer {
  return { ...OK, message: 'Inference executed', outputs: results.map((result) => toOutputItem(result, outputsOf)) };
}

/** Contract section 4, row 1: one failed item per input, whatever the inputs are. */
export function toNotInitializedResponse(items: number): RunAnswer {
  const failure = failedItem(`Failed to process model input. ${NOT_INITIALIZED}`);
  const outputs = new Array<AnsweredItem>(items).fill(failure);
  return { ...SERVER_ERROR, message: NOT_INITIALIZED, outputs };
}

function toOutputItem(result: ItemResult, outputsOf: () => readonly DeclaredOutput[]): AnsweredItem {
  if (!result.ok) return failedItem(whyFailed(result.error.message));
  try {
    return { output: asFiles(result.output, outputsOf), success: true };
  } catch (thrown) {
    return failedItem(whyFailed(messageOf(thrown)));
  }
}

function whyFailed(message: string): string {
  return `Failed to process model input. Exception Encountered: ${message}`;
}

/** The contract carries bytes alone: a tensor leaves as the file that holds it. */
function asFiles(output: Item, outputsOf: () => readonly DeclaredOutput[]): Item {
  for (const part of output.values()) {
    if (part.kind === 'bytes') continue;
    const declared = outputsOf();
    const files = new Map<string, Part>();
    for (const [name, each] of output) {
      const mediaType = declared.find((one) => one.name === name)?.mediaType;
      files.set(name, { kind: 'bytes', bytes: toFile(each, mediaType) });
    }
    return files;
  }
  return output;
}

/** Contract section 4, row 7: errors of the model and of the server have the same structure. */
function failedItem(message: string): AnsweredItem {
  const bytes = Buffer.from(JSON.stringify({ error_message: message }));
  return { output: new Map([['error', { kind: 'bytes', bytes }]]), success: false };
}

export function toStatusResponse(finding: StatusFinding, metadata: ModelMetadata): StatusResponseInput {
  const { description, resources, timeouts, features } = metadata;
  return {
    ...STATUS_OUTCOME[finding],
    model_info: {
      model_name: metadata.name,
      model_version: metadata.version,
      model_author: metadata.author,
      model_type: metadata.type,
      source: metadata.source,
    },
    description,
    inputs: metadata.inputs.map((input) => ({
      filename: input.name,
      accepted_media_types: input.acceptedMediaTypes.length === 0 ? ['not provided'] : [...input.acceptedMediaTypes],
      max_size: input.maxSize.text,
      description: input.description,
    })),
    outputs: metadata.outputs.map((output) => ({
      filename: output.name,
      media_type: output.mediaType,
      max_size: output.maxSize.text,
      description: output.description,
    })),
    resources: {
      required_ram: resources.memory.text,
      num_cpus: resources.cpuCount,
      num_gpus: resources.gpuCount,
    },
    timeout: { status: timeouts.status.text, run: timeouts.run.text },
    features: {
      adversarial_defense: features.adversarialDefense,
      batch_size: features.maxBatchSize,
      retrainable: features.retrainable,
      results_format: features.resultsFormat ?? '',
      drift_format: features.driftFormat ?? '',
      explanation_format: features.explanationFormat ?? '',
    },
  };
}

export function toShutdownResponse(): ShutdownResponseInput {
  return { ...OK, message: 'Model Shutdown Successfully.' };
}
