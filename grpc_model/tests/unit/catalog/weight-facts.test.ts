import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { weightFacts } from '../../../src/catalog/sources/weight-facts';
import { encodeOnnxModel, type Initializer } from '../../support/onnx-model';
import { createTestFolder, onnxBytes, type TestFolder } from '../../support/store-fixture';

let folder: TestFolder;
beforeEach(() => (folder = createTestFolder()));
afterEach(() => folder[Symbol.dispose]());

const putModel = (...initializers: Initializer[]) =>
  folder.write('1/model.onnx', encodeOnnxModel({ inputs: [], outputs: [], nodes: [], initializers }));
const tensorIn = (file: string): Initializer => ({
  name: file,
  type: 'FLOAT',
  shape: [1],
  data: { file, byteLength: 4 },
});
const namesOf = async (model: string) => (await weightFacts(model)).map(({ path }) => basename(path));

describe('the weights of a version', () => {
  test('are the model and the external data that it names, as they are now', async () => {
    const model = putModel(tensorIn('near.bin'), tensorIn('below/deep.bin'), tensorIn('near.bin'));
    const paths = [model, folder.write('1/near.bin', 'abcd'), folder.write('1/below/deep.bin', 'ab')];
    const facts = paths.map((path) => ({ path, bytes: statSync(path).size, mtimeMs: statSync(path).mtimeMs }));
    expect(await weightFacts(model)).toEqual(facts);
  });

  test('are not other files beside it, what lies outside, or what is not there', async () => {
    const model = putModel(tensorIn('../outside.bin'), tensorIn('gone.bin'));
    for (const name of ['outside.bin', '1/README.md', '1/config.yaml']) folder.write(name, 'abcd');
    expect(await namesOf(model)).toEqual(['model.onnx']);
  });

  test('are found wherever a model is cut into pieces to be read', async () => {
    const files = Array.from({ length: 9 }, (_, index) => `weights-${index}.bin`);
    for (const name of files) folder.write(`1/${name}`, 'abcd');
    // So that the names stand around the border of the first piece.
    const bytes = 2 ** 18 - 200;
    const long: Initializer = { name: 'long', type: 'UINT8', shape: [bytes], data: new Uint8Array(bytes) };
    expect(await namesOf(putModel(long, ...files.map(tensorIn)))).toEqual(['model.onnx', ...files]);
  });

  test('are the model alone where it is no ONNX file, which its check tells', async () => {
    folder.write('1/other.bin', 'abcd');
    const broken = Buffer.concat([onnxBytes(), Buffer.from('\n\x08location\x12', 'latin1')]);
    expect(await namesOf(folder.write('1/model.onnx', broken))).toEqual(['model.onnx']);
  });
});
