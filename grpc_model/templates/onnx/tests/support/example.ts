import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Bundle, Datatype, Tensor } from '../../../../src/contract';
import { tensorOver } from '../../src/ort-tensor';

/** The inputs of the test case `example`. */
const INPUTS: readonly { readonly name: string; readonly datatype: Datatype; readonly shape: readonly number[] }[] = [
  { name: 'x', datatype: 'FP32', shape: [1] },
];

export const OUTPUTS: readonly string[] = ['y'];

const project = resolve(__dirname, '../../..');
const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string };
const anything = { text: '', value: 0 };

/** The bundle that is shipped; the wrapper reads its folder only. */
export const bundle: Bundle = {
  folder: join(project, 'asset_bundle', version),
  metadata: {
    name: '',
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
      maxBatchSize: 1,
      retrainable: false,
      resultsFormat: null,
      driftFormat: null,
      explanationFormat: null,
    },
  },
};

/** What the wrapper is given for the test case, as tensors of its own. */
export function example(): Record<string, Tensor> {
  return Object.fromEntries(INPUTS.map((input) => [input.name, read(input)]));
}

function read({ name, datatype, shape }: (typeof INPUTS)[number]): Tensor {
  const file = readFileSync(join(bundle.folder, 'test_cases/example', name));
  // #if BYTES
  if (datatype === 'BYTES') {
    const texts = [JSON.parse(file.toString()) as unknown].flat(shape.length + 1);
    return { datatype, shape, data: texts.map((text) => Buffer.from(String(text))) };
  }
  // #endif
  // After a .npy file's first ten bytes comes its header, of as many bytes as the last two of them tell.
  return tensorOver(datatype, shape, new Uint8Array(file.subarray(10 + file.readUInt16LE(8))));
}
