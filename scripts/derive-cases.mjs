// Makes inputs for the integration test out of the bundle's test cases.
//
//   node scripts/derive-cases.mjs altered <folder>          # every case, with one byte of one expected output altered
//   node scripts/derive-cases.mjs copies <folder> <count>   # <count> copies of one case's inputs, or as many as fit into a request; prints the client's flags
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { readProject } = require('../dist/grpc_model/src/config/project.js');
const { readBundle } = require('../dist/grpc_model/src/catalog/read-bundle.js');
const { isNpy } = require('../dist/grpc_model/src/core/npy.js');
const { readNpyHeader } = require('../dist/grpc_model/src/core/npy-header.js');
const { readTestCases } = require('../dist/grpc_model/src/test-cases/read-test-cases.js');

/** Below MAX_MESSAGE_BYTES, with room for what is around them. */
const MAX_COPIED_BYTES = 128 * 1024 * 1024;

const { folder: project, version } = readProject(import.meta.dirname);
const bundle = readBundle(project, version);
const testCase = readTestCases(bundle).find(({ expected }) => 'outputs' in expected);
if (testCase === undefined) throw new Error('There is no test case that expects an output.');

function alterOneByte(folder) {
  cpSync(join(bundle.folder, 'test_cases'), folder, { recursive: true });
  const { outputs } = testCase.expected;
  // A tensor may have no elements.
  const output = Object.keys(outputs).find((name) => !isEmptyTensor(outputs[name])) ?? Object.keys(outputs)[0];
  const path = join(folder, testCase.name, output);
  const bytes = readFileSync(path);
  const at = isNpy(bytes) ? alterElement(bytes) : alterDigit(bytes);
  writeFileSync(path, bytes);
  process.stdout.write(`altered byte ${at} of ${testCase.name}/${output}\n`);
}

function isEmptyTensor(bytes) {
  return isNpy(bytes) && readNpyHeader(bytes).dataAt === bytes.length;
}

/** The first digit of a number is above every tolerance; where there is no digit, any byte does. */
function alterDigit(bytes) {
  const at = Math.max(
    0,
    bytes.findIndex((byte) => byte >= 0x30 && byte <= 0x39),
  );
  bytes[at] = bytes[at] === 0x39 ? 0x30 : bytes[at] + 1;
  return at;
}

/** The highest byte of the first element of a .npy file: a sign or an exponent is above every tolerance. */
function alterElement(bytes) {
  const { dataAt, descriptor } = readNpyHeader(bytes);
  const at = Math.min(dataAt + Number(descriptor.slice(2)), bytes.length) - 1;
  bytes[at] ^= descriptor.slice(1) === 'b1' ? 1 : 0x41;
  return at;
}

/** At most as many as one request takes. */
function writeCopies(folder, wanted) {
  const itemBytes = Object.values(testCase.inputs).reduce((sum, { length }) => sum + length, 0);
  const count = Math.max(1, Math.min(wanted, Math.floor(MAX_COPIED_BYTES / Math.max(1, itemBytes))));
  for (const [name, content] of Object.entries(testCase.inputs)) {
    mkdirSync(join(folder, name), { recursive: true });
    for (let copy = 1; copy <= count; copy++) writeFileSync(join(folder, name, String(copy)), content);
    process.stdout.write(`--input\n${name}=${join(folder, name)}\n`);
  }
}

const [what, folder, count] = process.argv.slice(2);
if (what === 'altered') alterOneByte(folder);
else if (what === 'copies') writeCopies(folder, Number(count));
else throw new Error('usage: node scripts/derive-cases.mjs altered|copies <folder> [<count>]');
