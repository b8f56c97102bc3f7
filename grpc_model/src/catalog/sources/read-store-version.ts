import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelMetadata, ModelTimeouts } from '../../contract';
import type { ModelSpec } from '../../core/model-spec';
import type { OnnxBundle } from '../../core/onnx-bundle';
import type { ModelDefaults } from '../model-defaults';
import { toModelOptions, toOnnxOptions, toTimeouts } from '../apply-config';
import type { ServingConfig } from '../serving-config';
import type { ModelVersion } from '../version';
import { checkOnnxFile } from './check-onnx-file';
import { isInside } from './folder-facts';
import { readRunning } from './model-config';
import { verifyChecksums } from './verify-checksums';
import { weightFacts } from './weight-facts';

/** The one file that a version of a store's model must have. */
export const ONNX_FILE = 'model.onnx';

const MAX_LABELS_BYTES = 2 ** 24;

export interface StoreVersion {
  /** The model's name in the catalog. */
  readonly name: string;
  readonly version: ModelVersion;
  /** Absolute path of the model's folder. */
  readonly modelFolder: string;
  /** The real path of the store. */
  readonly boundary: string;
  readonly config: ServingConfig;
  /** Of all its files together. */
  readonly totalBytes: number;
}

/**
 * Reads and checks what it takes to load a version of a store's model.
 *
 * @throws Error with the reason why it cannot be loaded
 */
export async function readStoreVersion(
  { name, version, modelFolder, boundary, config, totalBytes }: StoreVersion,
  defaults: ModelDefaults,
  wrapperPath: string,
): Promise<ModelSpec> {
  const folder = join(modelFolder, version.text);
  const path = join(folder, ONNX_FILE);
  // Before their content is checked, so that a later exchange is seen.
  const weights = await weightFacts(path);
  await verifyChecksums(folder);
  await checkOnnxFile(path);
  const { running, own } = await readRunning(folder, join(name, version.text), config);
  // A large model beside small ones would make every worker large.
  const placement = totalBytes <= defaults.maxSharedBytes ? defaults.store.placement : 'own';
  const options = toModelOptions(running, { ...defaults.store, placement });
  const timeouts = toTimeouts(running, defaults.timeouts);
  const labelsFolder = own.classLabels === undefined ? modelFolder : folder;
  const bundle: OnnxBundle = {
    folder,
    metadata: storeMetadata(name, version, options.batching.maxBatchSize, timeouts),
    onnx: toOnnxOptions(running, defaults.onnx),
    classLabels:
      running.classLabels === undefined ? null : await readLabels(labelsFolder, running.classLabels, boundary),
  };
  const warmUp = running.warmUp?.enabled === false ? null : [];
  return { bundle, wrapperPath, options, warmUp, weights };
}

async function readLabels(folder: string, file: string, boundary: string): Promise<string[]> {
  const path = await realpath(join(folder, file));
  if (!isInside(path, boundary))
    throw new Error(`classLabels names ${file}; expected a file inside of the model store.`);
  const text = await readFile(path, 'utf8');
  if (text.length > MAX_LABELS_BYTES)
    throw new Error(`${file} has ${text.length} characters; expected one short label a line.`);
  return text
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((line) => line.trim());
}

/** What model.yaml says of an authored model. Inputs and outputs are known when the file is loaded. */
function storeMetadata(
  name: string,
  version: ModelVersion,
  maxBatchSize: number,
  timeouts: ModelTimeouts,
): ModelMetadata {
  const summary = `The ONNX model ${name}, as it lies in the model store.`;
  return {
    name,
    version: version.text,
    author: '',
    type: 'grpc',
    source: 'CUSTOM',
    description: { summary, details: '', technical: '', performance: '' },
    inputs: [],
    outputs: [],
    resources: { memory: { text: '512M', value: 512e6 }, cpuCount: 1, gpuCount: 0 },
    timeouts,
    features: {
      adversarialDefense: false,
      maxBatchSize,
      retrainable: false,
      resultsFormat: null,
      driftFormat: null,
      explanationFormat: null,
    },
  };
}
