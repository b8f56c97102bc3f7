import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { CHECKSUM_FILE } from '../../catalog/sources/verify-checksums';
import type { TensorDeclaration } from '../../contract';
import type { Item, Part } from '../../core/request';
import { toFile } from '../../core/tensor-file';
import { splitElements } from '../../core/tensor-elements';
import { ELEMENT_BYTES } from '../../core/tensor-shape';
import type { Change } from '../changes';
import type { Example } from './find-example';
import type { WeightFile } from './graph';

/** What an open dimension is expected to be at most, unless that makes very much. */
const OPEN_LENGTH = 1024;
/** A text of some lines. */
const TEXT_BYTES = 1024;
const ENOUGH_BYTES = 64e6;
/** The header of a .npy file, and what JSON needs around its elements. */
const AROUND_BYTES = 1000;
const LEAST_MEMORY_BYTES = 512e6;

/** The weights below `asset_bundle/<version>/weights/`, and their sums. */
export async function weightChanges(bundle: string, files: readonly WeightFile[]): Promise<Change[]> {
  const [model, ...others] = files;
  // External data must keep their names: the graph has them.
  const named = [{ path: 'weights/model.onnx', from: model!.path }].concat(
    others.map(({ name, path }) => ({ path: `weights/${name}`, from: path })),
  );
  const lines: string[] = [];
  for (const { path, from } of named) lines.push(`${await sha256Of(from)}  ${path}\n`);
  return [
    ...named.map(({ path, from }): Change => ({ kind: 'copy', path: `${bundle}/${path}`, from })),
    { kind: 'write', path: `${bundle}/${CHECKSUM_FILE}`, content: lines.join('') },
  ];
}

/** The test case `example`, of which nobody has reviewed the outputs. */
export function caseChanges(
  bundle: string,
  { inputs, outputs, tolerance, recipe }: Example,
  origin: 'made up' | 'given',
  nameOf: (inGraph: string, role: 'input' | 'output') => string,
): Change[] {
  const folder = `${bundle}/test_cases/example`;
  const filesOf = (item: Item, role: 'input' | 'output') =>
    Array.from(item, ([name, part]): Change => {
      const content = role === 'input' ? inputFile(part) : toFile(part);
      return { kind: 'write', path: `${folder}/${nameOf(name, role)}`, content };
    });
  const [least, largest] = recipe.floats;
  const what =
    origin === 'given' ? 'An input that was given' : `An input that was made up (numbers from ${least} to ${largest})`;
  const lines = [
    '# yaml-language-server: $schema=../../../../grpc_model/schemas/test_case.schema.json',
    '',
    `description: ${what}, and what the graph answers to it.`,
    '# Nobody has looked at the outputs yet. Do, or put an example of your own in their place; then delete this line.',
    'reviewed: false',
    ...(tolerance === undefined
      ? []
      : [
          '# Processors differ in the last digits.',
          `tolerance: { absolute: ${decimal(tolerance.absolute)}, relative: ${decimal(tolerance.relative)} }`,
        ]),
  ];
  return [
    ...filesOf(inputs, 'input'),
    ...filesOf(outputs, 'output'),
    { kind: 'write', path: `${folder}/case.yaml`, content: `${lines.join('\n')}\n` },
  ];
}

/** An input as a caller sends it: texts keep their shape, so that a shape with several open lengths can be told. */
export function inputFile(part: Part): Uint8Array {
  if (part.kind === 'bytes' || part.datatype !== 'BYTES') return toFile(part);
  const texts: unknown[] = splitElements(part.bytes).map((element) => Buffer.from(element).toString());
  return Buffer.from(`${JSON.stringify(nest(texts, part.shape))}\n`);
}

function nest(elements: readonly unknown[], shape: readonly number[]): readonly unknown[] {
  return shape.slice(1).reduceRight<readonly unknown[]>((inner, length) => {
    const groups = length === 0 ? 0 : inner.length / length;
    return Array.from({ length: groups }, (_, at) => inner.slice(at * length, (at + 1) * length));
  }, elements);
}

/** The largest size of a tensor for `model.yaml`: what its shape needs, with room for open lengths. */
export function sizeOf({ datatype, shape }: TensorDeclaration): string {
  const elementBytes = datatype === 'BYTES' ? TEXT_BYTES : ELEMENT_BYTES[datatype];
  const known = shape.reduce((product, length) => product * Math.max(1, length), elementBytes);
  const open = shape.filter((length) => length === -1).length;
  const bytes = Math.max(known, Math.min(known * OPEN_LENGTH ** open, ENOUGH_BYTES)) + AROUND_BYTES;
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)}K` : `${Math.ceil(bytes / 1e6)}M`;
}

/** The memory that a container with these weights needs: while it is loaded, a graph is there more than once. */
export function memoryFor(files: readonly WeightFile[]): string {
  const weights = files.reduce((sum, { bytes }) => sum + bytes, 0);
  return `${Math.ceil(Math.max(LEAST_MEMORY_BYTES, weights * 3 + LEAST_MEMORY_BYTES / 2) / 1e6)}M`;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 2 ** 18 })) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/** Without an exponent, which not every reader of YAML takes for a number. */
function decimal(value: number): string {
  return value.toFixed(12).replace(/0+$/, '');
}
