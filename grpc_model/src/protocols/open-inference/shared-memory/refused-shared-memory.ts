import { ServingError } from '../../../core/errors';
import type { SharedMemory } from '../open-inference';
import { readRegionParameters } from './region-parameters';

/** Shared memory that is not there. Inputs and outputs that do not ask for it are served as ever. */
export function refusedSharedMemory(sentence: string): SharedMemory {
  const refuse = (): never => {
    throw new ServingError('unimplemented', sentence);
  };
  return {
    status: refuse,
    register: refuse,
    unregister: refuse,
    read: async (input, parameters) => (readRegionParameters(input, parameters) === undefined ? undefined : refuse()),
    write: async (output, parameters) => (readRegionParameters(output, parameters) === undefined ? false : refuse()),
  };
}
