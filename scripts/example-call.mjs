// Prints how to call a running server with the inputs of the bundle's first test case: node scripts/example-call.mjs <port>
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';

const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const bundle = `asset_bundle/${version}`;
const where = `--host 127.0.0.1 --port ${process.argv[2]}`;

/** @returns the flags of a test case's inputs; undefined where one of them has no file */
function inputsOf(testCase) {
  const { inputs } = load(readFileSync(join(root, bundle, 'model.yaml'), 'utf8'));
  const files = Object.keys(inputs).map((name) => [name, `${bundle}/test_cases/${testCase}/${name}`]);
  if (!files.every(([, path]) => existsSync(join(root, path)))) return undefined;
  return files.map(([name, path]) => `--input ${quoted(`${name}=${path}`)}`).join(' ');
}

function quoted(word) {
  return /^[\w./=-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function testCases() {
  const folder = join(root, bundle, 'test_cases');
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

const inputs = testCases().map(inputsOf).find(Boolean);
if (inputs !== undefined) console.log(`npm run --silent client -- ${where} ${inputs}`);
else console.log(`npm run --silent client -- ${where} --status`);
console.log(`npm run replay -- ${where}`);
