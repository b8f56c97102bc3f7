import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { forbidTelemetry } from '../../src/execution/no-telemetry';

/** Compiles what has changed; what does not compile fails the run before its first test. */
export default function compile(): void {
  // For what tests load in jest's own processes, which inherit it.
  forbidTelemetry();
  execFileSync(process.execPath, [join(__dirname, '../../../scripts/build.mjs')], { stdio: 'inherit' });
}
