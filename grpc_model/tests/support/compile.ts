import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Compiles what has changed; what does not compile fails the run before its first test. */
export default function compile(): void {
  const root = join(__dirname, '../../..');
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', root], { stdio: 'inherit' });
}
