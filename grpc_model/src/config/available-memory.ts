import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';

/** The limit that a container runs under (control groups version 2), in bytes, or `max`. */
const MEMORY_MAX_FILE = '/sys/fs/cgroup/memory.max';

/** How many bytes of memory this process may use: what the machine has, or the container's limit when that is less. */
export function availableMemoryBytes(): number {
  return Math.min(totalmem(), readLimit());
}

function readLimit(): number {
  try {
    const limit = Number(readFileSync(MEMORY_MAX_FILE, 'utf8'));
    return limit > 0 ? limit : Infinity;
  } catch {
    return Infinity;
  }
}
