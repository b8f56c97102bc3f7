// Says what this machine lacks, and how to get it: npm run doctor
// Works before "npm ci" and on versions of Node that the project itself does not run on: nothing is imported but Node's own.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkContainerEngine } from './doctor/container-engine.mjs';
import { checkMachine } from './doctor/machine.mjs';
import { checkNativeLibraries } from './doctor/native-libraries.mjs';
import { checkPackages } from './doctor/packages.mjs';
import { checkPort } from './doctor/port.mjs';
import { checkTools } from './doctor/tools.mjs';

const USAGE = `Says what this machine lacks, and how to get it.

  npm run doctor
  npm run --silent doctor -- --json     # an array of {name, state, found, mend}

One line for each check: ok, notice, warning (something will not work), or missing (nothing works without it); below it, the
command that mends it. Looks at PSC_MODEL_PORT, SHARED_MEMORY_BYTES, WORKERS and CONTAINER_ENGINE, as the server and the
scripts do. Exit code: 1 when something is missing, else 0.
`;
const CHECKS = [checkTools, checkPackages, checkNativeLibraries, checkContainerEngine, checkPort, checkMachine];

function lineOf({ name, state, found, mend }) {
  const line = `${state.padEnd(8)} ${name}: ${found}`;
  return mend === undefined ? line : `${line}\n         mend: ${mend}`;
}

async function doctor(argv) {
  if (argv.includes('--help')) {
    process.stdout.write(USAGE);
    return 0;
  }
  const unknown = argv.find((word) => word !== '--json');
  if (unknown !== undefined) {
    process.stderr.write(`Unknown option ${unknown}; see --help.\n`);
    return 2;
  }
  const root = join(dirname(fileURLToPath(import.meta.url)), '..');
  const findings = [];
  for (const check of CHECKS) findings.push(...(await check(root, process.env)));
  const missing = findings.filter(({ state }) => state === 'missing').length;
  if (argv.includes('--json')) console.log(JSON.stringify(findings, null, 2));
  else {
    for (const finding of findings) console.log(lineOf(finding));
    console.log(summaryOf(findings, missing));
  }
  return missing > 0 ? 1 : 0;
}

function summaryOf(findings, missing) {
  const warnings = findings.filter(({ state }) => state === 'warning').length;
  const counts = `Missing: ${missing}, warnings: ${warnings}.`;
  return `\n${counts} ${missing > 0 ? 'Mend what is missing, then run this again.' : 'Next: npm start'}`;
}

process.exitCode = await doctor(process.argv.slice(2));
