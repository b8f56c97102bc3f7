import type { Parameters } from './infer-message';

/** The parameters that say where in shared memory the elements of an input or output stand (contract section 4.7). */
export const SHARED_MEMORY_REGION = 'shared_memory_region';
export const SHARED_MEMORY_BYTE_SIZE = 'shared_memory_byte_size';
export const SHARED_MEMORY_OFFSET = 'shared_memory_offset';

/** Whether the elements of an input or output stand in shared memory; the region may still be missing, or none. */
export function standsInSharedMemory(parameters: Parameters): boolean {
  return parameters.size > 0 && (parameters.has(SHARED_MEMORY_REGION) || parameters.has(SHARED_MEMORY_BYTE_SIZE));
}
