import { tensorBytes, type Datatype } from '../../contract';
import { toHalf } from '../../core/half-precision';
import type { Item, TensorPart } from '../../core/request';
import { elementCount } from '../../core/tensor-shape';
import type { GraphPort } from './graph';

/** How an example is made up. */
export interface Recipe {
  readonly seed: number;
  /** The least and the largest number with a fraction. */
  readonly floats: readonly [number, number];
  /** The least and the largest whole number. */
  readonly integers: readonly [number, number];
  /** How long open dimensions are, but the first one of a tensor, which is 1. */
  readonly length: number;
  /** The same for tensors of four or more dimensions, which are mostly pictures. */
  readonly pictureLength: number;
}

const WORDS = ['apple', 'pear', 'a plum', 'cherry', 'fig'];

/**
 * An input for a graph whose elements differ, the same whenever it is made.
 *
 * @param given inputs that are not to be made up; open dimensions of the same name are as long as theirs
 */
export function makeExample(inputs: readonly GraphPort[], given: Item, recipe: Recipe): Item {
  const lengths = lengthsOf(inputs, given, recipe);
  const random = randomNumbers(recipe.seed);
  return new Map(
    inputs.map((input) => {
      const { datatype } = input.tensor;
      const shape = input.tensor.shape.map((length, at) => (length === -1 ? lengths(input, at) : length));
      return [input.name, given.get(input.name) ?? makeTensor(datatype, shape, random, recipe)];
    }),
  );
}

function lengthsOf(inputs: readonly GraphPort[], given: Item, recipe: Recipe): (port: GraphPort, at: number) => number {
  const known = new Map<string, number>();
  const learn = (symbol: string | undefined, length: number) => {
    if (symbol !== undefined && !known.has(symbol)) known.set(symbol, length);
  };
  for (const { name, symbols } of inputs) {
    const part = given.get(name);
    if (part?.kind === 'tensor') symbols.forEach((symbol, at) => learn(symbol, part.shape[at] ?? 1));
  }
  for (const { symbols } of inputs) learn(symbols[0], 1);
  return ({ symbols, tensor }, at) => {
    const symbol = symbols[at];
    const length = symbol === undefined ? undefined : known.get(symbol);
    if (length !== undefined) return length;
    if (at === 0) return 1;
    return tensor.shape.length >= 4 ? recipe.pictureLength : recipe.length;
  };
}

function makeTensor(datatype: Datatype, shape: readonly number[], random: () => number, recipe: Recipe): TensorPart {
  const count = elementCount(shape) ?? 0;
  return { kind: 'tensor', datatype, shape, bytes: MAKE[datatype](count, random, recipe) };
}

type Make = (count: number, random: () => number, recipe: Recipe) => Uint8Array;

const MAKE: Readonly<Record<Datatype, Make>> = {
  BOOL: (count, random) => bytesOf(Uint8Array.from(integers(count, random, [0, 1]))),
  UINT8: (count, random, recipe) => bytesOf(Uint8Array.from(integers(count, random, recipe.integers))),
  UINT16: (count, random, recipe) => bytesOf(Uint16Array.from(integers(count, random, recipe.integers))),
  UINT32: (count, random, recipe) => bytesOf(Uint32Array.from(integers(count, random, recipe.integers))),
  UINT64: (count, random, recipe) => bytesOf(BigUint64Array.from(integers(count, random, recipe.integers), BigInt)),
  INT8: (count, random, recipe) => bytesOf(Int8Array.from(integers(count, random, recipe.integers))),
  INT16: (count, random, recipe) => bytesOf(Int16Array.from(integers(count, random, recipe.integers))),
  INT32: (count, random, recipe) => bytesOf(Int32Array.from(integers(count, random, recipe.integers))),
  INT64: (count, random, recipe) => bytesOf(BigInt64Array.from(integers(count, random, recipe.integers), BigInt)),
  FP16: (count, random, recipe) => bytesOf(Uint16Array.from(floats(count, random, recipe), toHalf)),
  // No graph has them here; the upper half of an FP32 is one.
  BF16: (count, random, recipe) =>
    bytesOf(
      Uint16Array.from(new Uint32Array(Float32Array.from(floats(count, random, recipe)).buffer), (b) => b >>> 16),
    ),
  FP32: (count, random, recipe) => bytesOf(Float32Array.from(floats(count, random, recipe))),
  FP64: (count, random, recipe) => bytesOf(Float64Array.from(floats(count, random, recipe))),
  BYTES: (count, random) => {
    const data = integers(count, random, [0, WORDS.length - 1]).map((at) => Buffer.from(WORDS[at]!));
    return tensorBytes({ datatype: 'BYTES', shape: [count], data });
  },
};

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function floats(count: number, random: () => number, { floats: [least, largest] }: Recipe): number[] {
  return Array.from({ length: count }, () => least + random() * (largest - least));
}

/** Both ends are among them where there is more than one. */
function integers(count: number, random: () => number, [least, largest]: readonly [number, number]): number[] {
  const made = Array.from({ length: count }, () => least + Math.floor(random() * (largest - least + 1)));
  if (made.length > 1 && made.every((each) => each === made[0])) made.splice(0, 2, least, largest);
  return made;
}

/** From 0 to 1, the same in every run (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
