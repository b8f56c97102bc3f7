import { writeFileSync } from 'node:fs';

/** Where memory runs out, a worker shall be killed before the server that can replace it. */
export function volunteerForTheOutOfMemoryKiller(): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync('/proc/self/oom_score_adj', '500');
  } catch {
    // Some sandboxes do not allow it; then the kernel decides alone.
  }
}
