// Compiles the TypeScript of the project into dist/, unless nothing has changed since the last time: the compiler alone
// takes seconds to find that out, which every start and every test run would pay.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'dist/.tsbuildinfo');
const SOURCES = ['grpc_model', 'model_lib', 'bench', 'scripts', 'tsconfig.json', 'package-lock.json'];

function newest(path) {
  if (!existsSync(path)) return 0;
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  const entries = readdirSync(path).filter((name) => name !== 'node_modules' && name !== 'dist' && name !== 'training');
  return Math.max(stats.mtimeMs, ...entries.map((name) => newest(join(path, name))));
}

const changed = Math.max(...SOURCES.map((name) => newest(join(root, name))));
if (!existsSync(stamp) || changed >= statSync(stamp).mtimeMs) {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  if (!existsSync(compiler)) throw new Error('The compiler is not installed: run "npm ci" first.');
  try {
    execFileSync(process.execPath, [compiler, '-p', root], { stdio: 'inherit' });
  } catch {
    // The compiler notes what it has seen even when it fails; the next run must look again.
    rmSync(stamp, { force: true });
    process.exit(1);
  }
}
