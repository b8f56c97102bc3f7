import type { ModelMetadata } from '../../contract';
import type { InferenceRequest, Item, ItemResult } from '../../core/request';
import { toFile } from '../../core/tensor-file';
import type { OutputItemInput } from './generated/OutputItem';
import type { RunRequest } from './generated/RunRequest';
import type { RunResponseInput } from './generated/RunResponse';
import type { ShutdownResponseInput } from './generated/ShutdownResponse';
import type { StatusResponseInput } from './generated/StatusResponse';

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

export function toInferenceRequest({ inputs, detect_drift, explain }: RunRequest): InferenceRequest {
  return { items: inputs.map(({ input }) => toItem(input)), options: { detectDrift: detect_drift, explain } };
}

function toItem(input: Readonly<Record<string, Buffer>>): Item {
  return new Map(Object.entries(input).map(([name, bytes]) => [name, { kind: 'bytes', bytes }]));
}

export function toRunResponse(results: readonly ItemResult[]): RunResponseInput {
  return { ...OK, message: 'Inference executed', outputs: results.map(toOutputItem) };
}

/** Contract section 4, row 1: one failed item per input, whatever the inputs are. */
export function toNotInitializedResponse({ inputs }: RunRequest): RunResponseInput {
  const outputs = inputs.map(() => failedItem(`Failed to process model input. ${NOT_INITIALIZED}`));
  return { ...SERVER_ERROR, message: NOT_INITIALIZED, outputs };
}

function toOutputItem(result: ItemResult): OutputItemInput {
  if (!result.ok) return failedItem(`Failed to process model input. Exception Encountered: ${result.error.message}`);
  const entries = Array.from(result.output, ([name, part]) => [name, toFile(part)] as const);
  return { output: Object.fromEntries(entries), success: true };
}

/** Contract section 4, row 7: errors of the model and of the server have the same structure. */
function failedItem(message: string): OutputItemInput {
  return { output: { error: Buffer.from(JSON.stringify({ error_message: message })) }, success: false };
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
