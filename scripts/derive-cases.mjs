// Makes inputs for the integration test out of the bundle's test cases.
//
//   node scripts/derive-cases.mjs altered <folder>          # every case, with one byte of one expected output altered
//   node scripts/derive-cases.mjs copies <folder> <count>   # <count> copies of one case's inputs; prints the client's flags
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { readProject } = require('../dist/grpc_model/src/config/project.js');
const { readBundle } = require('../dist/grpc_model/src/catalog/read-bundle.js');
const { readTestCases } = require('../dist/grpc_model/src/test-cases/read-test-cases.js');

const { folder: project, version } = readProject(import.meta.dirname);
const bundle = readBundle(project, version);
const testCase = readTestCases(bundle).find(({ expected }) => 'outputs' in expected);
if (testCase === undefined) throw new Error('There is no test case that expects an output.');

function alterOneByte(folder) {
  cpSync(join(bundle.folder, 'test_cases'), folder, { recursive: true });
  const [output] = Object.keys(testCase.expected.outputs);
  const path = join(folder, testCase.name, output);
  const bytes = readFileSync(path);
  const at = indexOfFirstDigit(bytes);
  bytes[at] = bytes[at] === 0x39 ? 0x30 : bytes[at] + 1;
  writeFileSync(path, bytes);
  process.stdout.write(`altered byte ${at} of ${testCase.name}/${output}\n`);
}

/** The first digit of a number is above every tolerance; where there is no digit, any byte does. */
function indexOfFirstDigit(bytes) {
  return Math.max(
    0,
    bytes.findIndex((byte) => byte >= 0x30 && byte <= 0x39),
  );
}

function writeCopies(folder, count) {
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
