import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkWeights } from '../../../src/execution/check-weights';
import { specOf } from '../../support/specs';
import { testMetadata } from '../../support/test-bundle';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'weights-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string) {
  const path = join(folder, name);
  writeFileSync(path, 'first');
  const { size: bytes, mtimeMs } = statSync(path);
  return { path, bytes, mtimeMs };
}

test.each([0, 1])('weights that were exchanged since the version was looked at are not loaded: file %d', (index) => {
  const weights = [put('model.onnx'), put('weights.bin')];
  const spec = { ...specOf({ folder, metadata: testMetadata() }, 'wrapper.js'), weights };
  const { path } = weights[index]!;
  expect(() => checkWeights(spec)).not.toThrow();
  writeFileSync(path, 'another one');
  expect(() => checkWeights(spec)).toThrow(`${path} is another file than when this version was loaded`);
});
