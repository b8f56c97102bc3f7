import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** The quota that a container runs under (control groups version 2): `<quota> <period>` in microseconds, or `max`. */
const CPU_MAX_FILE = '/sys/fs/cgroup/cpu.max';

/** How many processors this process may keep busy: what the machine has, or the container's quota when that is less. */
export function availableProcessors(): number {
  return Math.max(1, Math.min(availableParallelism(), Math.ceil(readQuota())));
}

function readQuota(): number {
  try {
    return parseCpuMax(readFileSync(CPU_MAX_FILE, 'utf8'));
  } catch {
    return Infinity;
  }
}

/** @returns the quota in processors; `Infinity` when there is none */
export function parseCpuMax(content: string): number {
  const [quota, period] = content.trim().split(/\s+/).map(Number);
  const processors = Number(quota) / Number(period);
  return Number.isFinite(processors) && processors > 0 ? processors : Infinity;
}
