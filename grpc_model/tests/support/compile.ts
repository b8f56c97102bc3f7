import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Compiles what has changed; what does not compile fails the run before its first test. */
export default function compile(): void {
  execFileSync(process.execPath, [join(__dirname, '../../../scripts/build.mjs')], { stdio: 'inherit' });
}
