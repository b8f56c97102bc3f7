import { readFileSync } from 'node:fs';
import { messageOf } from '../../core/errors';
import { decodeNpy, isNpy } from '../../core/npy';
import type { Item, TensorPart } from '../../core/request';
import { readTensorInput } from '../../core/tensor-input';
import { UsageError } from '../usage-error';
import type { GraphPort } from './graph';

/**
 * The inputs that somebody gives instead of made-up ones.
 *
 * @param flags each `NAME=FILE`; a name of the graph may have `=` in it
 * @throws UsageError when a name is unknown, or a file is not what the graph takes
 */
export function readGivenInputs(flags: readonly string[], inputs: readonly GraphPort[]): Item {
  return new Map(
    flags.map((flag) => {
      const [input] = inputs
        .filter(({ name }) => flag.startsWith(`${name}=`))
        .sort((a, b) => b.name.length - a.name.length);
      if (input !== undefined) return [input.name, readGiven(flag, flag.slice(input.name.length + 1), input)];
      const known = inputs.map(({ name }) => JSON.stringify(name)).join(', ');
      throw new UsageError(`--input-npy ${flag}: expected NAME=FILE, where NAME is an input of the graph: ${known}.`);
    }),
  );
}

/** The graph may not tell how many dimensions an input has: then those of the given one count. */
export function withGivenRanks(inputs: readonly GraphPort[], given: Item): GraphPort[] {
  return inputs.map((input) => {
    const part = given.get(input.name);
    if (part?.kind !== 'tensor' || part.shape.length === input.tensor.shape.length) return input;
    return {
      ...input,
      tensor: { ...input.tensor, shape: part.shape.map(() => -1) },
      symbols: part.shape.map(() => undefined),
    };
  });
}

function readGiven(flag: string, path: string, { tensor }: GraphPort): TensorPart {
  const file = readFile(flag, path);
  const isOfUnknownRank = tensor.shape.length === 0 && isNpy(file);
  const reading = isOfUnknownRank ? decodeNpy(file) : readTensorInput({ kind: 'bytes', bytes: file }, tensor);
  if ('problem' in reading) throw new UsageError(`--input-npy ${flag}: the file ${reading.problem}.`);
  if (reading.part.datatype === tensor.datatype) return reading.part;
  throw new UsageError(
    `--input-npy ${flag}: the file holds ${reading.part.datatype}; the graph takes ${tensor.datatype}.`,
  );
}

function readFile(flag: string, path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (thrown) {
    throw new UsageError(`--input-npy ${flag}: ${messageOf(thrown)}`);
  }
}
