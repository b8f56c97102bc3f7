// Compiles the TypeScript of the project into dist/, unless nothing has changed since the last time: the compiler alone
// takes seconds to find that out, which every start and every test run would pay.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
// The compiler's own notes also change when it only checks types.
const stamp = join(root, 'dist/.built');
const notes = join(root, 'dist/.tsbuildinfo');
const SOURCES = ['grpc_model', 'model_lib', 'bench', 'scripts', 'docs/gallery', 'tsconfig.json', 'package-lock.json'];

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
  const startedAt = new Date();
  try {
    execFileSync(process.execPath, [compiler, '-p', root], { stdio: 'inherit' });
    writeFileSync(stamp, '');
    // What is edited while the compiler runs counts as changed.
    utimesSync(stamp, startedAt, startedAt);
  } catch {
    for (const file of [stamp, notes]) rmSync(file, { force: true });
    process.exit(1);
  }
}
