import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Bundle, InferenceOptions, ModelOutput } from '../../../grpc_model/src/contract';
import { ItemFailure, ModelInput } from '../../../grpc_model/src/contract';
import DigitClassifier from '../../src/model';

const root = resolve(__dirname, '../../..');
const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as { version: string };

const anything = { text: '', value: 0 };

/** The bundle that is shipped; the wrapper reads its folder only. */
export const bundle: Bundle = {
  folder: resolve(root, 'asset_bundle', version),
  metadata: {
    name: 'Handwritten Digits',
    version,
    author: '',
    type: 'grpc',
    source: 'CUSTOM',
    description: { summary: '', details: '', technical: '', performance: '' },
    inputs: [],
    outputs: [],
    resources: { memory: anything, cpuCount: 1, gpuCount: 0 },
    timeouts: { status: anything, run: anything },
    features: {
      adversarialDefense: false,
      maxBatchSize: 16,
      retrainable: false,
      resultsFormat: null,
      driftFormat: null,
      explanationFormat: null,
    },
  },
};

/** What a caller asks for; nothing unless it is named. */
export function asked(
  for_: Partial<Pick<InferenceOptions, 'explain' | 'detectDrift' | 'signal'>> = {},
): InferenceOptions {
  const silent = (): void => undefined;
  return {
    explain: false,
    detectDrift: false,
    signal: new AbortController().signal,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    ...for_,
  };
}

/** The answer of the wrapper, as a caller reads it. */
export interface Found {
  readonly result: { readonly classPredictions: readonly { readonly class: string; readonly score: number }[] };
  readonly explanation: { readonly maskRLE: readonly number[]; readonly dimensions: Dimensions } | null;
  readonly drift: { readonly distance: number; readonly threshold: number } | null;
}

interface Dimensions {
  readonly height: number;
  readonly width: number;
}

export function foundIn(output: ModelOutput | ItemFailure | undefined): Found {
  if (output === undefined || output instanceof ItemFailure) throw new Error('The item failed.');
  const json = output['results.json'];
  if (typeof json !== 'string') throw new Error('The output results.json is no text.');
  const parsed = JSON.parse(json) as { data: Found };
  return parsed.data;
}

export function inputOf(image: Uint8Array): ModelInput {
  return new ModelInput({ image });
}

/** Loads the wrapper once for the tests of a file. */
export function useClassifier(): DigitClassifier {
  const classifier = new DigitClassifier(bundle);
  beforeAll(() => classifier.load());
  afterAll(() => classifier.close());
  return classifier;
}

export async function classify(classifier: DigitClassifier, image: Uint8Array, options = asked()): Promise<Found> {
  return foundIn(await classifier.handleDiscreteInput(inputOf(image), options));
}
