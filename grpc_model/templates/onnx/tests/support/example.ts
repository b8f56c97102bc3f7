import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundleForTests } from '../../../../src/contract';
import type { Datatype, Tensor } from '../../../../src/contract';
import { tensorOver } from '../../src/ort-tensor';

/** The inputs of the test case `example`. */
const INPUTS: readonly { readonly name: string; readonly datatype: Datatype; readonly shape: readonly number[] }[] = [
  { name: 'x', datatype: 'FP32', shape: [1] },
];

export const OUTPUTS: readonly string[] = ['y'];

const project = resolve(__dirname, '../../..');
const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string };

/** The bundle that is shipped. */
export const bundle = bundleForTests(join(project, 'asset_bundle', version));

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
