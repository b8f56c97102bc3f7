import { readdirSync, readFileSync } from 'node:fs';

/** Whether a process runs; one that has ended but was not collected yet does not. */
export function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

/** Every worker process of the servers in this process, whatever it has loaded. */
export function workerProcesses(): number[] {
  const threads = readdirSync('/proc/self/task');
  const children = threads.flatMap((thread) => read(`/proc/self/task/${thread}/children`).split(' ').filter(Boolean));
  return children.map(Number).filter((pid) => isRunning(pid) && read(`/proc/${pid}/cmdline`).includes('worker-main'));
}

/** @returns nothing when it has ended meanwhile */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
