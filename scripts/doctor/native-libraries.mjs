// Whether the packages with compiled parts load. Each is loaded in a process of its own: a wrong library may crash it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { missing, ok, tryCommand } from './finding.mjs';

const LIBRARIES = ['onnxruntime-node', 'sharp'];
const REINSTALL = 'rm -rf node_modules && npm ci';

/** What a failure says, what it means, and what to do; the first that matches counts. */
const FAILURES = [
  [/Cannot find (module|package) '(onnxruntime-node|sharp)'/, 'is not installed', 'npm ci'],
  [
    /wrong ELF class|invalid ELF header|incompatible architecture|not a valid Win32 application|Exec format error/i,
    'is for another processor or system; node_modules was made on another machine',
    REINSTALL,
  ],
  [
    /GLIBC(XX)?_[\d.]+' not found|version `?GLIBC/,
    "needs a newer C library than this system's",
    'use a newer system, as node:24-bookworm-slim has',
  ],
  [
    /ld-linux|ld-musl|libc\.musl|__\w+_chk: symbol not found|Error relocating/,
    'is for another C library: onnxruntime has none for musl (Alpine)',
    'use a system with glibc, as node:24-bookworm-slim has',
  ],
  [
    /Could not load the "sharp" module|Cannot find (module|package) '@img\/|Please add .* to your dependencies/,
    'lacks its part for this platform: installed with --omit=optional, or on another machine',
    'rm -rf node_modules && npm ci --include=optional',
  ],
  [
    /Cannot find module .*(onnxruntime_binding|bin\/napi)/,
    'has no library for this platform: node_modules was trimmed or made for another',
    REINSTALL,
  ],
  [
    /(\S+): cannot open shared object file/,
    'lacks a library of the system',
    "install the library that the message names, with the system's package manager",
  ],
];

export function checkNativeLibraries(root) {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return LIBRARIES.filter((library) => dependencies?.[library] !== undefined).map((library) => load(root, library));
}

function load(root, library) {
  const script = `require(${JSON.stringify(library)})`;
  const { succeeded, signal, output } = tryCommand(process.execPath, ['-e', script], { cwd: root });
  if (succeeded) return ok(library, `${versionOf(root, library)} loads`);
  if (signal !== null) {
    const found = `ended the process with ${signal} while it loaded; the processor may be too old for it`;
    return missing(library, found, REINSTALL);
  }
  return explain(library, output);
}

function versionOf(root, library) {
  return JSON.parse(readFileSync(join(root, 'node_modules', library, 'package.json'), 'utf8')).version;
}

/** The finding for a library that failed to load with this output. */
export function explain(library, output) {
  const reason = output.split('\n').find((line) => /Error: /.test(line)) ?? output.split('\n')[0];
  for (const [pattern, meaning, mend] of FAILURES) {
    if (!pattern.test(output)) continue;
    const detail = meaning === 'is not installed' ? '' : ` (${reason.trim()})`;
    return missing(library, `${meaning}${detail}`, mend);
  }
  return missing(library, `does not load: ${reason.trim()}`, REINSTALL);
}
