import type {
  DeclaredInput,
  DeclaredOutput,
  ModelFeatures,
  ModelMetadata,
  Quantity,
  TensorDeclaration,
} from '../contract';
import { parseDuration, parseSize } from '../core/quantity';
import type { ModelDocument } from './schemas/model-schema';

/**
 * The checked document as the server and the author's wrapper read it: sizes in bytes, durations in milliseconds,
 * absent texts empty.
 */
export function toModelMetadata(document: ModelDocument): ModelMetadata {
  const { description, features, resources, timeout } = document;
  return {
    name: document.name,
    version: document.version,
    author: document.author ?? '',
    type: document.type ?? '',
    source: document.source ?? '',
    description: {
      summary: description.summary ?? '',
      details: description.details ?? '',
      technical: description.technical ?? '',
      performance: description.performance ?? '',
    },
    inputs: Object.entries(document.inputs).map(([name, input]) => toInput(name, input)),
    outputs: Object.entries(document.outputs).map(([name, output]) => toOutput(name, output)),
    resources: {
      memory: checked(parseSize(resources.memory.size)),
      cpuCount: resources.cpu.count,
      gpuCount: resources.gpu.count,
    },
    timeouts: { status: checked(parseDuration(timeout.status)), run: checked(parseDuration(timeout.run)) },
    features: toFeatures(features),
  };
}

function toFeatures(features: ModelDocument['features']): ModelFeatures {
  return {
    adversarialDefense: features.adversarialDefense ?? false,
    maxBatchSize: features.maxBatchSize ?? 1,
    retrainable: features.retrainable ?? false,
    resultsFormat: features.resultsFormat ?? null,
    driftFormat: features.driftFormat ?? null,
    explanationFormat: features.explanationFormat ?? null,
  };
}

function toInput(name: string, input: ModelDocument['inputs'][string]): DeclaredInput {
  const mediaTypes = [input.acceptedMediaTypes].flat().filter((type) => type !== null);
  return {
    name,
    acceptedMediaTypes: mediaTypes.map((type) => type.toLowerCase()),
    maxSize: checked(parseSize(input.maxSize)),
    description: input.description ?? '',
    ...toTensor(input),
  };
}

function toOutput(name: string, output: ModelDocument['outputs'][string]): DeclaredOutput {
  return {
    name,
    mediaType: output.mediaType,
    maxSize: checked(parseSize(output.maxSize)),
    description: output.description ?? '',
    ...toTensor(output),
    ...(output.labels === undefined ? {} : { labels: output.labels }),
  };
}

type TensorKeys = Pick<ModelDocument['inputs'][string], 'datatype' | 'shape'>;

function toTensor({ datatype, shape }: TensorKeys): { tensor?: TensorDeclaration } {
  return datatype === undefined || shape === undefined ? {} : { tensor: { datatype, shape } };
}

/** The schema's formats have refused every text that is no quantity. */
function checked(quantity: Quantity | undefined): Quantity {
  if (quantity === undefined) throw new TypeError('The document was not checked against its schema.');
  return quantity;
}
