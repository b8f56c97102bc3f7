// Writes what the clients call: a project with the own model of this one, a wrapper that streams and one that gives back BF16,
// and a model store whose models give back `x` as `y`: rows of four, one model for each datatype: <prefix>_FP32, <prefix>_INT64 …
// and <prefix>_FREE, whose rows have any length.
//
//   node scripts/python_clients/write-project.mjs <folder> <prefix>
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
// Compiled by the build.
const { echoModel, ONNX_TYPES } = createRequire(import.meta.url)(
  join(root, 'dist/grpc_model/tests/support/echo-graph.js'),
);

// onnxruntime-node has no BF16, so a wrapper gives it back.
const BRAIN_BUNDLE = `specification: '0.4'
type: grpc
source: CUSTOM
version: '1.0.0'
name: Brain Floats
author: Model Container Template contributors <contributors@example.org>
description: { summary: Gives back x as y., details: '-', technical: '-', performance: '-' }
inputs:
  x: { acceptedMediaTypes: [], maxSize: 1M, description: Any rows., datatype: BF16, shape: [-1, 4] }
outputs:
  y: { mediaType: application/octet-stream, maxSize: 1M, description: The same., datatype: BF16, shape: [-1, 4] }
resources:
  memory: { size: 256M }
  cpu: { count: 1 }
  gpu: { count: 0 }
timeout: { status: 20s, run: 10s }
features:
  adversarialDefense: false
  maxBatchSize: 8
  retrainable: false
  resultsFormat: null
  driftFormat: null
  explanationFormat: null
`;
const BRAIN_WRAPPER = `const { ModelWrapper } = require('../../../grpc_model/src/contract');
exports.default = class extends ModelWrapper {
  async handleDiscreteInput(input) {
    return { y: input.tensor('x') };
  }
};
`;

const [, , folder, prefix] = process.argv;

function writeStore() {
  for (const [datatype, type] of Object.entries(ONNX_TYPES)) writeEcho(datatype, type, ['rows', 4]);
  writeEcho('FREE', 'FLOAT', ['rows', 'columns']);
}

function writeEcho(suffix, type, shape) {
  write(`store/${prefix}_${suffix}/1/model.onnx`, echoModel(type, shape));
}

function writeProject() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  copy('package.json');
  copy(`asset_bundle/${version}`);
  copy('dist/grpc_model/src');
  copy('dist/grpc_model/templates');
  copy('dist/model_lib/src');
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  copy('docs/gallery/stream/bundle', 'asset_bundle/text-writer');
  copy('dist/docs/gallery/stream/model.js', 'dist/model_lib/models/text-writer/model.js');
  write(`asset_bundle/${prefix}_BF16/1.0.0/model.yaml`, BRAIN_BUNDLE);
  const labels = 'docker_metadata.yaml';
  copy(`docs/gallery/tensor/bundle/1.0.0/${labels}`, `asset_bundle/${prefix}_BF16/1.0.0/${labels}`);
  write(`dist/model_lib/models/${prefix}_BF16/model.js`, BRAIN_WRAPPER);
}

function copy(path, to = path) {
  cpSync(join(root, path), join(folder, to), { recursive: true });
}

function write(path, content) {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), content);
}

writeStore();
writeProject();
