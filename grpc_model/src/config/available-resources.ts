import { availableParallelism, totalmem } from 'node:os';
import { readCpuQuota, readMemoryLimit } from './control-group';

/** How many processors this process may keep busy: what the machine has, or the container's quota when that is less. */
export function availableProcessors(): number {
  return Math.max(1, Math.min(availableParallelism(), Math.ceil(readCpuQuota())));
}

/** How many bytes of memory this process may use: what the machine has, or the container's limit when that is less. */
export function availableMemoryBytes(): number {
  return Math.min(totalmem(), readMemoryLimit());
}
