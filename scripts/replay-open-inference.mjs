// Sends every test case of the bundle to a running server over the Open Inference Protocol, with every combination of explanation
// and drift, and compares the answers. MODEL_TOKEN is shown to the server.
//
//   node scripts/replay-open-inference.mjs <url>...      # grpc://, grpcs://, http:// or https://
//
// TLS_CA_FILE names the authority of an encrypted server.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { InferenceClient } = require('../dist/grpc_model/src/clients/open-inference/inference-client.js');
const { readProject } = require('../dist/grpc_model/src/config/project.js');
const { readBundle } = require('../dist/grpc_model/src/catalog/read-bundle.js');
const { slugOf } = require('../dist/grpc_model/src/catalog/sources/model-name.js');
const { answerOf, tensorsOf, whyNoTensors } = require('../dist/grpc_model/src/test-cases/case-tensors.js');
const { ALL_FLAGS, checkAnswer } = require('../dist/grpc_model/src/test-cases/check-answer.js');
const { readTestCases } = require('../dist/grpc_model/src/test-cases/read-test-cases.js');

const { folder, version } = readProject(import.meta.dirname);
const bundle = readBundle(folder, version);
const { metadata } = bundle;
const model = { name: slugOf(metadata.name), version };
const { MODEL_TOKEN: token, TLS_CA_FILE: caFile } = process.env;
const tls = caFile === undefined ? undefined : { authorities: readFileSync(caFile) };

async function ask(client, testCase, { detectDrift, explain }) {
  let outputs;
  try {
    const parameters = { detect_drift: detectDrift, explain };
    ({ outputs } = await client.infer(model, tensorsOf(testCase, metadata), { parameters }));
  } catch (thrown) {
    return { success: false, error: thrown.message };
  }
  return answerOf(outputs, metadata);
}

async function replay(url) {
  const client = new InferenceClient({ url, token, tls });
  const counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    for (const testCase of readTestCases(bundle)) {
      if (whyNoTensors(testCase, metadata) !== undefined) counts.skipped += ALL_FLAGS.length;
      else for (const flags of ALL_FLAGS) await check(client, testCase, flags, counts);
    }
  } finally {
    client.close();
  }
  return counts;
}

async function check(client, testCase, flags, counts) {
  const differences = await checkAnswer(testCase, await ask(client, testCase, flags), flags, metadata);
  counts[differences.length === 0 ? 'passed' : 'failed']++;
  for (const line of differences) console.log(`FAILED ${testCase.name}, ${JSON.stringify(flags)}: ${line}`);
}

for (const url of process.argv.slice(2)) {
  const { passed, failed, skipped } = await replay(url);
  if (failed > 0 || passed + skipped === 0) process.exitCode = 1;
  console.log(`${url.split(':', 1)[0]}: ${passed} passed, ${failed} failed, ${skipped} that it cannot carry`);
}
