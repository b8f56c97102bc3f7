import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ModelStore } from '../../../src/catalog/sources/model-store';
import { formatProblem, ProblemsError } from '../../../src/core/problems';
import { checkJson, checkReport, isAllRight, runChecks } from '../../../src/startup/check';
import { modelChecks } from '../../../src/startup/model-checks';
import { createTestFolder, onnxBytes, TEST_DEFAULTS, type TestFolder } from '../../support/store-fixture';

const PROBLEM = { file: 'a.yaml', line: 3, key: 'b', found: '1', expected: '2' };

test('every check is run, whatever another one throws', async () => {
  const results = await runChecks([
    { name: 'first', run: () => Promise.reject(new Error('No\nway.')) },
    {
      name: 'second',
      run: () => {
        throw new ProblemsError([PROBLEM]);
      },
    },
    { name: 'third', run: () => Promise.resolve([PROBLEM, PROBLEM]) },
    { name: 'fourth', run: () => [] },
  ]);
  expect(results.map(({ problems }) => problems.length)).toEqual([1, 1, 2, 0]);
  expect(isAllRight(results)).toBe(false);
  expect(checkReport(results, ['Beware.'])).toBe(`wrong  first
       first: found No way; expected that it can be checked
wrong  second
       a.yaml:3: b: found 1; expected 2
wrong  third
       a.yaml:3: b: found 1; expected 2
       a.yaml:3: b: found 1; expected 2
ok     fourth
note   Beware.
4 to mend.
`);
  expect(JSON.parse(checkJson(results, []))).toMatchObject({
    ok: false,
    checks: [{}, { problems: [PROBLEM] }, {}, {}],
  });
});

test('a warning is nothing wrong', () => {
  const results = [{ name: 'settings', problems: [] }];
  expect(checkReport(results, ['Beware.'])).toBe('ok     settings\nnote   Beware.\nNothing is wrong.\n');
  expect(JSON.parse(checkJson(results, ['Beware.']))).toEqual({ ok: true, checks: results, warnings: ['Beware.'] });
});

describe('models of a store', () => {
  let store: TestFolder;
  beforeEach(() => (store = createTestFolder()));
  afterEach(() => store[Symbol.dispose]());

  async function problems(...folders: string[]): Promise<string[]> {
    const wrapperPath = store.write('.wrapper.js', '');
    const places = folders.map((folder) => ({
      name: folder,
      open: () =>
        new ModelStore({
          folder: join(store.path, folder),
          wrapperPath,
          defaults: TEST_DEFAULTS,
          maxModelBytes: 1000,
          loads: 'at-first-use',
        }),
    }));
    const results = await runChecks(modelChecks(places));
    return results.flatMap((result) =>
      result.problems.map((problem) => formatProblem(problem).replaceAll(`${store.path}/`, '')),
    );
  }

  test('that can be loaded are right', async () => {
    store.write('a/cat/1/model.onnx', onnxBytes());
    expect(await problems('a')).toEqual([]);
  });

  test('are told of with all that is wrong at once, each thing once', async () => {
    store.write('a/cut/1/model.onnx', Buffer.concat([onnxBytes(), Buffer.from([0x3a, 100])]));
    store.write('a/configured/1/model.onnx', onnxBytes());
    store.write('a/configured/config.yaml', 'workers: { min: 3, max: 2 }\nbatching: 1\n');
    store.write('a/version/1/model.onnx', onnxBytes());
    store.write('a/version/1/config.yaml', 'timeout: { run: never }\n');
    store.write('a/empty/1/model.onnx', '');
    mkdirSync(join(store.path, 'a/none'));
    const told = await problems('a');
    expect(told.toSorted()).toEqual([
      expect.stringMatching(/^a\/cut\/1: found model\.onnx is cut off.*; expected a version that can be loaded$/),
      'a/empty/1: found model.onnx is empty; copy it again; expected a version that can be loaded',
      expect.stringMatching(
        /^a\/none: found There is no version; expected <version>.*; expected a model that can be served$/,
      ),
      'configured/config.yaml:2: batching: found the number 1; expected object',
      expect.stringMatching(/^version\/1\/config\.yaml:1: timeout\.run: found "never"/),
    ]);
  });

  test('of which a version is broken that nobody wants are right', async () => {
    store.write('a/cat/1/model.onnx', '');
    store.write('a/cat/2/model.onnx', onnxBytes());
    expect(await problems('a')).toEqual([]);
    store.write('a/cat/config.yaml', 'versions: { policy: all }\n');
    expect(await problems('a')).toEqual([expect.stringContaining('a/cat/1: found model.onnx is empty')]);
  });

  test('of one name are told of', async () => {
    for (const place of ['a', 'b']) store.write(`${place}/cat/1/model.onnx`, onnxBytes());
    expect(await problems('a', 'b')).toEqual([
      'b/cat: found the name cat, which the model in a/cat has, too; that one is served; expected another name for one of them',
    ]);
  });

  test('must be there', async () => {
    store.write('b/cat/1/model.onnx', '');
    expect(await problems('nowhere', 'b')).toEqual([
      expect.stringMatching(/^nowhere: found .*ENOENT/),
      expect.stringContaining('b/cat/1: found'),
    ]);
  });
});
