import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { applyChanges, describeChanges, effectiveChanges } from '../../../../src/authoring/changes';
import type { NewModel } from '../../../../src/authoring/new-model';
import { replaceModel } from '../../../../src/authoring/model-files/replace-model';
import { readBundle } from '../../../../src/catalog/read-bundle';
import { readTestCases } from '../../../../src/test-cases/read-test-cases';

const NASTY_NAME = 'It\'s a "test": \\ $HOME #1';

const model: NewModel = {
  name: NASTY_NAME,
  version: '2.1.0',
  author: 'Ada "Countess" <ada@example.org>',
  summary: 'Two\nlines: with <tags>.',
  inputs: [{ name: 'a: b', mediaTypes: [], maxSize: '5Mi', description: '' }],
  outputs: [
    {
      name: 'yes',
      mediaType: 'application/x-npy',
      maxSize: '1000',
      description: '- x',
      tensor: { datatype: 'FP32', shape: [-1, 3] },
    },
  ],
  maxBatchSize: 3,
  wrapperSource: 'new wrapper',
  files: ['a: b', 'yes'].map((name) => ({
    kind: 'write',
    path: `asset_bundle/2.1.0/test_cases/first/${name}`,
    content: 'x',
  })),
  packages: ['sharp'],
};

describe('replaceModel', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'replace-'));
    put('package.json', '{"name":"old","version":"1.0.0","dependencies":{"sharp":"1"}}');
    put('package-lock.json', '{"name":"old","version":"1.0.0","packages":{"":{"version":"1.0.0","x":1},"y":{}}}');
    put('Dockerfile', '#   docker build --tag model:1.0.0 .\nARG MODEL_VERSION=1.0.0\nARG MODEL_NAME="Old"\n');
    put('README.md', '<!-- model: try -->\nold\n<!-- /model -->\n\nstays\n');
    for (const path of ['model_lib/src/model.ts', 'model_lib/src/old.ts', 'model_lib/training/x', 'model_lib/tests/t'])
      put(path, 'old');
    for (const path of ['1.0.0/model.yaml', '2.1.0/weights/old', 'config.yaml', 'other/1.0.0/model.yaml'])
      put(`asset_bundle/${path}`, 'old');
    put('model_lib/models/other/model.ts', 'stays');
  });

  afterEach(() => rmSync(root, { recursive: true }));

  function put(path: string, content: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }

  const text = (path: string) => readFileSync(join(root, path), 'utf8');

  it('leaves a bundle that the server reads as it was meant', () => {
    applyChanges(root, replaceModel(root, model));
    const bundle = readBundle(root, '2.1.0');
    expect(bundle.metadata).toMatchObject({
      name: NASTY_NAME,
      author: model.author,
      description: { summary: model.summary },
      inputs: [{ name: 'a: b', acceptedMediaTypes: [], maxSize: { value: 5 * 2 ** 20 } }],
      outputs: [{ name: 'yes', description: '- x', tensor: { datatype: 'FP32', shape: [-1, 3] } }],
      features: { maxBatchSize: 3 },
    });
    expect(readTestCases(bundle).map(({ name }) => name)).toEqual(['first']);
  });

  it('removes the old model and nothing else', () => {
    applyChanges(root, replaceModel(root, model));
    expect(text('model_lib/src/model.ts')).toBe('new wrapper');
    const gone = ['model_lib/src/old.ts', 'model_lib/training', 'model_lib/tests', 'asset_bundle/1.0.0'];
    expect(
      [...gone, 'asset_bundle/config.yaml', 'asset_bundle/2.1.0/weights'].filter((each) =>
        existsSync(join(root, each)),
      ),
    ).toEqual([]);
    expect(text('asset_bundle/other/1.0.0/model.yaml')).toBe('old');
    expect(text('model_lib/models/other/model.ts')).toBe('stays');
  });

  it('brings name and version wherever they stand', () => {
    applyChanges(root, replaceModel(root, model));
    const named = { name: 'it-s-a-test-home-1', version: '2.1.0' };
    expect(JSON.parse(text('package.json'))).toMatchObject({ ...named, description: 'Two lines: with <tags>.' });
    expect(JSON.parse(text('package-lock.json'))).toEqual({ ...named, packages: { '': { ...named, x: 1 }, y: {} } });
    expect(text('Dockerfile')).toBe(
      '#   docker build --tag model:2.1.0 .\nARG MODEL_VERSION=2.1.0\nARG MODEL_NAME="It\'s a \\"test\\": \\\\ \\$HOME #1"\n',
    );
  });

  it("shows the first test case's inputs in the README, and leaves the author's own words", () => {
    applyChanges(root, replaceModel(root, model));
    expect(text('README.md')).toContain("--input 'a: b=asset_bundle/2.1.0/test_cases/first/a: b'\n");
    expect(text('README.md')).toMatch(/\n<!-- \/model -->\n\nstays\n$/);
  });

  it('changes nothing a second time', () => {
    applyChanges(root, replaceModel(root, model));
    expect(describeChanges(root, effectiveChanges(root, replaceModel(root, model)))).toEqual([]);
  });

  it('refuses what the server would not start with, and changes nothing', () => {
    const wrong = { ...model, outputs: [{ ...model.outputs[0]!, maxSize: 'big' }], maxBatchSize: 0 };
    expect(() => replaceModel(root, wrong)).toThrow(
      /model\.yaml:\d+: outputs\.yes\.maxSize: found "big"; expected a size.*\n.*maxBatchSize: found the number 0/,
    );
    expect(text('model_lib/src/model.ts')).toBe('old');
  });

  it('refuses a model without a whole test case', () => {
    expect(() => replaceModel(root, { ...model, files: model.files.slice(1) })).toThrow(
      'The new model has no test case; expected a folder below asset_bundle/2.1.0/test_cases/ with the files "a: b", "yes".',
    );
  });

  it('refuses a wrapper whose packages are not installed', () => {
    expect(() => replaceModel(root, { ...model, packages: ['sharp', 'left-pad'] })).toThrow(
      'Run "npm install --save-exact left-pad" first.',
    );
  });
});
