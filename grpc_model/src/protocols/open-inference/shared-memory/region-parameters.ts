import { ServingError } from '../../../core/errors';
import type { Parameters } from '../infer-message';
import {
  SHARED_MEMORY_BYTE_SIZE as BYTE_SIZE,
  SHARED_MEMORY_OFFSET as OFFSET,
  SHARED_MEMORY_REGION as REGION,
  standsInSharedMemory,
} from '../shared-memory-parameters';

/** Where the elements of an input or output stand. */
export interface MeantMemory {
  /** The name of a region. */
  readonly region: string;
  readonly byteSize: number;
  /** From the region's beginning, in bytes. */
  readonly offset: number;
}

/**
 * @param tensor the name of the input or output whose parameters they are
 * @returns undefined when they do not speak of shared memory
 * @throws ServingError `invalid-argument` when they do, and leave something out or have a wrong type
 */
export function readRegionParameters(tensor: string, parameters: Parameters): MeantMemory | undefined {
  if (!standsInSharedMemory(parameters)) return undefined;
  for (const name of [REGION, BYTE_SIZE])
    if (!parameters.has(name)) throw refusal(`The parameter '${name}' is missing`, tensor, 'shared memory needs it');
  const region = parameters.get(REGION);
  if (typeof region !== 'string') throw wrongType(REGION, 'string_param', tensor, 'a text');
  return { region, byteSize: bytesIn(parameters, BYTE_SIZE, tensor), offset: bytesIn(parameters, OFFSET, tensor) };
}

/** Absent: 0. */
function bytesIn(parameters: Parameters, name: string, tensor: string): number {
  const value = parameters.get(name) ?? 0n;
  if (typeof value !== 'bigint') throw wrongType(name, 'int64_param', tensor, 'a whole number of bytes');
  if (value < 0n) throw refusal(`invalid value for '${name}', expected value >= 0.`, tensor, `it is ${value}`);
  // More than that no region has, whatever the exact number is.
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(value);
}

function wrongType(name: string, choice: string, tensor: string, expected: string): ServingError {
  return refusal(`invalid value type for '${name}' parameter, expected ${choice}.`, tensor, `expected ${expected}`);
}

function refusal(message: string, tensor: string, help: string): ServingError {
  return new ServingError('invalid-argument', `${message} (tensor '${tensor}': ${help})`);
}
