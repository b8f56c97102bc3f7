import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyChecksums } from '../../src/catalog/sources/verify-checksums';
import { readBundle } from '../../src/catalog/read-bundle';
import { optionsForTests } from '../../src/contract';
import { loadWrapper } from '../../src/execution/load-wrapper';
import { WrapperHost } from '../../src/execution/wrapper-host';
import { toAnswer, toItem } from '../../src/test-cases/case-item';
import { checkAnswer } from '../../src/test-cases/check-answer';
import { readTestCases } from '../../src/test-cases/read-test-cases';
import { encodeOnnxModel, rawData, type Graph } from '../support/onnx-model';
import { copyProject } from '../support/project-copy';

/** Inputs of several kinds, names that are no file's, and indices of which only 0 and 1 are there. */
const GRAPH: Graph = {
  inputs: [
    { name: 'ids/a:0', type: 'INT64', shape: ['N', 'S'] },
    { name: 'my words', type: 'STRING', shape: ['N', 2] },
  ],
  outputs: [
    { name: 'taken', type: 'FLOAT', shape: ['N', 'S', 2] },
    { name: 'error', type: 'STRING', shape: ['N', 2] },
  ],
  initializers: [{ name: 'table', type: 'FLOAT', shape: [2, 2], data: rawData(Float32Array.of(1, 2, 3, 4)) }],
  nodes: [
    { operator: 'Gather', inputs: ['table', 'ids/a:0'], outputs: ['taken'] },
    { operator: 'Identity', inputs: ['my words'], outputs: ['error'] },
  ],
};

let files: string;
let project: string;

beforeAll(() => {
  files = mkdtempSync(join(tmpdir(), 'onnx-'));
  writeFileSync(join(files, 'words.onnx'), encodeOnnxModel(GRAPH));
  project = copyProject();
});

afterAll(() => {
  for (const folder of [files, project]) rmSync(folder, { recursive: true, force: true });
});

function importOnnx(...words: string[]): { code: number | null; out: string; errors: string } {
  const main = join(project, 'dist/grpc_model/src/authoring/import-onnx/import-onnx-main.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], {
    encoding: 'utf8',
    timeout: 15_000,
  });
  return { code: status, out: stdout, errors: stderr };
}

it('makes a model that answers its test case singly and in a batch, says so, and can be run again', async () => {
  const first = importOnnx(join(files, 'words.onnx'), '--name', 'Two Words', '--author', 'Ada');
  expect(first).toMatchObject({ code: 0, errors: '' });
  expect(first.out).toContain('not reviewed');

  const bundle = readBundle(project, '1.0.0');
  expect(bundle.metadata.inputs).toMatchObject([
    { name: 'ids_a_0', tensor: { datatype: 'INT64', shape: [-1, -1] } },
    { name: 'my_words', tensor: { datatype: 'BYTES', shape: [-1, 2] }, acceptedMediaTypes: ['application/json'] },
  ]);
  expect(bundle.metadata.outputs.map(({ name }) => name)).toEqual(['taken', 'error_2']);
  await verifyChecksums(bundle.folder);
  expect(readFileSync(join(bundle.folder, 'SHA256SUMS'), 'utf8')).toMatch(/^[0-9a-f]{64} {2}weights\/model\.onnx\n$/);
  expect(existsSync(join(project, 'model_lib/training'))).toBe(false);

  const [testCase, ...others] = readTestCases(bundle);
  expect([testCase!.isReviewed, others]).toEqual([false, []]);
  const host = new WrapperHost(await loadWrapper(join(project, 'model_lib/src/model.ts'), bundle));
  const flags = { detectDrift: false, explain: false };
  const options = optionsForTests(flags);
  const item = toItem(testCase!.inputs, bundle.metadata);
  if (typeof item === 'string') throw new Error(item);
  const answers = [...(await host.infer([item], options)), ...(await host.infer([item, item, item], options))];
  for (const answer of answers)
    expect(await checkAnswer(testCase!, toAnswer(answer, bundle.metadata), flags, bundle.metadata)).toEqual([]);
  expect(answers).toHaveLength(4);
  await host.close();

  const again = ['--name', 'Two Words', '--author', 'Ada'];
  expect(importOnnx(join(files, 'words.onnx'), ...again)).toMatchObject({
    code: 1,
    errors: expect.stringContaining('--allow-dirty') as string,
  });
  expect(importOnnx(join(files, 'words.onnx'), ...again, '--allow-dirty').out).toContain('Nothing to change');
});

it('says what to do when the file is missing or no model, and exits with 1', () => {
  writeFileSync(join(files, 'text.onnx'), 'This is no model.');
  writeFileSync(join(files, 'cut.onnx'), encodeOnnxModel(GRAPH).subarray(0, 100));
  const errorsFor = (name: string) => importOnnx(join(files, name), '--dry-run', '--name', 'x');
  expect(errorsFor('gone.onnx')).toMatchObject({ code: 1, errors: expect.stringContaining('give the path') as string });
  expect(errorsFor('text.onnx')).toMatchObject({ code: 1, errors: expect.stringContaining('no ONNX file') as string });
  expect(errorsFor('cut.onnx')).toMatchObject({
    code: 1,
    errors: expect.stringContaining('cut.onnx is cut off') as string,
  });
  expect(importOnnx()).toMatchObject({ code: 2, errors: expect.stringContaining('MODEL.onnx is missing') as string });
});
