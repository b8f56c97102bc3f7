import { readFileSync } from 'node:fs';

/** Where a container finds the limits that it runs under, in both versions of Linux's control groups. */
const FOLDER = '/sys/fs/cgroup';

/** @returns the quota in processors; `Infinity` when there is none */
export function readCpuQuota(folder = FOLDER): number {
  const version2 = read(`${folder}/cpu.max`);
  if (version2 !== undefined) return quotient(version2);
  return quotient(`${read(`${folder}/cpu/cpu.cfs_quota_us`)} ${read(`${folder}/cpu/cpu.cfs_period_us`)}`);
}

/** @returns the limit in bytes; `Infinity` when there is none */
export function readMemoryLimit(folder = FOLDER): number {
  const limit = Number(read(`${folder}/memory.max`) ?? read(`${folder}/memory/memory.limit_in_bytes`));
  return limit > 0 ? limit : Infinity;
}

/** `<quota> <period>` in microseconds; the quota is `max` or negative when there is none. */
function quotient(text: string): number {
  const [quota, period] = text.trim().split(/\s+/).map(Number);
  const processors = Number(quota) / Number(period);
  return Number.isFinite(processors) && processors > 0 ? processors : Infinity;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
