import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ModelOutput } from '../../../grpc_model/src/contract';
import { bundleForTests, ItemFailure, ModelInput, optionsForTests } from '../../../grpc_model/src/contract';
import DigitClassifier from '../../src/model';

const root = resolve(__dirname, '../../..');
const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as { version: string };

/** The bundle that is shipped. */
export const bundle = bundleForTests(resolve(root, 'asset_bundle', version));

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

export async function classify(
  classifier: DigitClassifier,
  image: Uint8Array,
  options = optionsForTests(),
): Promise<Found> {
  return foundIn(await classifier.handleDiscreteInput(inputOf(image), options));
}
