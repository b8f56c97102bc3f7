import type { Bundle, ModelMetadata, Quantity } from './bundle';
import type { InferenceOptions } from './inference-options';

const NONE: Quantity = { text: '', value: 0 };

/**
 * A bundle for the tests of a wrapper, which construct it without a server. Nothing is read: its metadata are empty, for
 * a wrapper usually reads its bundle's folder only.
 *
 * @param folder absolute path of a bundle's folder; its name is the version
 * @param metadata what the wrapper reads of `model.yaml`
 *
 * @example
 * const wrapper = new Greeter(bundleForTests(join(root, 'asset_bundle/1.0.0')));
 */
export function bundleForTests(folder: string, metadata: Partial<ModelMetadata> = {}): Bundle {
  return { folder, metadata: { ...emptyMetadata(lastPart(folder)), ...metadata } };
}

/**
 * What a caller asks for, for the tests of a wrapper: neither an explanation nor drift, without parameters, with a
 * signal that does not fire and a logger that says nothing.
 *
 * @param wanted what is to be otherwise
 *
 * @example
 * await wrapper.handleDiscreteInput(new ModelInput({ image }), optionsForTests({ explain: true }));
 */
export function optionsForTests(wanted: Partial<InferenceOptions> = {}): InferenceOptions {
  const silent = (): void => undefined;
  return {
    explain: false,
    detectDrift: false,
    parameters: {},
    signal: new AbortController().signal,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    ...wanted,
  };
}

function emptyMetadata(version: string): ModelMetadata {
  return {
    name: '',
    version,
    author: '',
    type: 'grpc',
    source: 'CUSTOM',
    description: { summary: '', details: '', technical: '', performance: '' },
    inputs: [],
    outputs: [],
    resources: { memory: NONE, cpuCount: 1, gpuCount: 0 },
    timeouts: { status: NONE, run: NONE },
    features: {
      adversarialDefense: false,
      maxBatchSize: 1,
      retrainable: false,
      resultsFormat: null,
      driftFormat: null,
      explanationFormat: null,
    },
  };
}

function lastPart(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? '';
}
