import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time for programs in hundredths of a second, whatever its own tick is. */
const MS_PER_TICK = 10;

/** Why the facts of this module cannot be had, or undefined where they can. */
export function whyNoProcessFacts(): string | undefined {
  return process.platform === 'linux' ? undefined : `it reads /proc, which ${process.platform} does not have.`;
}

/** The processes that this one started and that have not ended. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((each) => statOf(each)?.[1] === String(pid));
}

/** The processor time that processes took so far, in milliseconds. */
export function processorMsOf(pids: readonly number[]): number {
  const ticks = pids.map((pid) => {
    const stat = statOf(pid);
    return Number(stat?.[11] ?? 0) + Number(stat?.[12] ?? 0);
  });
  return ticks.reduce((total, each) => total + each, 0) * MS_PER_TICK;
}

/**
 * A process's proportional set size in decimal megabytes: its own memory, and of each page that it shares with n others
 * one part of n + 1.
 */
export function pssMbOf(pid: number): number {
  const match = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
  return (Number(match?.[1] ?? NaN) * 1024) / 1e6;
}

/** The memory of a process and of those that it started; one that ends meanwhile counts for nothing. */
export function pssMbOfAll(pid: number): number {
  const children = childrenOf(pid).map((child) => {
    try {
      return pssMbOf(child);
    } catch {
      return 0;
    }
  });
  return children.reduce((total, each) => total + each, pssMbOf(pid));
}

/** The fields of /proc/<pid>/stat from the state on; undefined for a process that has ended. */
function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
