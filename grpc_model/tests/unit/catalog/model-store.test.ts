import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { ModelStore, type ModelStoreOptions } from '../../../src/catalog/sources/model-store';
import type { ModelCandidate, VersionCandidate } from '../../../src/catalog/sources/candidate';
import type { ModelSpec } from '../../../src/core/model-spec';
import { createTestFolder, onnxBytes, TEST_DEFAULTS, type TestFolder } from '../../support/store-fixture';

let store: TestFolder;
beforeEach(() => (store = createTestFolder()));
afterEach(() => store[Symbol.dispose]());

function open(options: Partial<ModelStoreOptions> = {}): ModelStore {
  return new ModelStore({
    folder: store.path,
    wrapperPath: '/server/onnx-wrapper.js',
    defaults: TEST_DEFAULTS,
    maxModelBytes: 1000,
    loads: 'at-start',
    ...options,
  });
}

async function scan(options: Partial<ModelStoreOptions> = {}): Promise<ModelCandidate[]> {
  return [...(await open(options).scan())].sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function only(options: Partial<ModelStoreOptions> = {}): Promise<ModelCandidate> {
  const models = await scan(options);
  expect(models).toHaveLength(1);
  return models[0]!;
}

function firstVersion({ versions }: ModelCandidate): VersionCandidate {
  return versions![0]!;
}

/** Why the only version cannot be loaded, as far as a scan sees; undefined when it sees nothing. */
async function reason(options: Partial<ModelStoreOptions> = {}): Promise<string | undefined> {
  const { content } = firstVersion(await only(options));
  return 'reason' in content ? content.reason : undefined;
}

async function read(): Promise<ModelSpec> {
  const { content } = firstVersion(await only());
  if ('read' in content) return content.read();
  throw new Error(JSON.stringify(content));
}

describe('a model store', () => {
  test('has models by name, with versions of both forms', async () => {
    store.write('cat/1/model.onnx', onnxBytes());
    store.write('cat/20/model.onnx', onnxBytes());
    store.write('dog.v2/1.2.3/model.onnx', onnxBytes());
    store.write('README.md', 'Not a model.');
    mkdirSync(join(store.path, '.git'));
    const [cat, dog] = await scan();
    expect(cat).toMatchObject({ name: 'cat', problems: [], policy: { name: 'latest', count: 1 }, loads: 'at-start' });
    expect(cat!.versions!.map(({ version }) => version.number)).toEqual([1, 20]);
    expect(dog!.versions!.map(({ version }) => version)).toEqual([{ text: '1.2.3', number: 1_002_003 }]);
    expect(dog!.name).toBe('dog.v2');
  });

  test('gives what the runtime needs, with the defaults of the settings', async () => {
    store.write('cat/3/model.onnx', onnxBytes());
    expect(await read()).toMatchObject({
      wrapperPath: '/server/onnx-wrapper.js',
      warmUp: [],
      options: TEST_DEFAULTS.store,
      bundle: {
        folder: expect.stringMatching(/cat\/3$/) as string,
        metadata: { name: 'cat', version: '3', inputs: [], outputs: [], features: { maxBatchSize: 32 } },
        onnx: { executionProviders: ['cpu'], intraOpThreads: 1, interOpThreads: 1 },
        classLabels: null,
      },
    });
  });

  test('reads config.yaml of the model and of the version, and the labels beside the one that names them', async () => {
    store.write('cat/3/model.onnx', onnxBytes());
    store.write(
      'cat/config.yaml',
      'versions: { policy: all }\nlabels: { stable: 3 }\nclassLabels: names.txt\nqueue: { maxCalls: 7 }',
    );
    store.write('cat/names.txt', 'tabby\r\nsiamese\n');
    store.write('cat/3/config.yaml', 'batching: { maxBatchSize: 2 }\nwarmUp: { enabled: false }');
    const model = await only();
    expect(model).toMatchObject({ policy: { name: 'all' }, labels: new Map([['stable', { text: '3', number: 3 }]]) });
    expect(await read()).toMatchObject({
      warmUp: null,
      options: { batching: { maxBatchSize: 2 }, queue: { maxCalls: 7 } },
      bundle: { classLabels: ['tabby', 'siamese'], metadata: { features: { maxBatchSize: 2 } } },
    });
  });

  test('names what is wrong with a model beside its versions', async () => {
    store.write('flat/model.onnx', onnxBytes());
    store.write('_odd/1/model.onnx', onnxBytes());
    mkdirSync(join(store.path, 'empty'));
    store.write('mixed/1/model.onnx', onnxBytes());
    store.write('mixed/latest/model.onnx', onnxBytes());
    store.write('twice/1000000/model.onnx', onnxBytes());
    store.write('twice/1.0.0/model.onnx', onnxBytes());
    const problems = Object.fromEntries((await scan()).map(({ name, problems }) => [name, problems.join()]));
    expect(problems).toEqual({
      flat: "model.onnx lies in the model's own folder; expected <version>/model.onnx, for example 1/model.onnx.",
      _odd: expect.stringMatching(/^The name "_odd" is refused; expected 1 to 128 letters/) as string,
      empty: 'There is no version; expected <version>/model.onnx, for example 1/model.onnx.',
      mixed: expect.stringMatching(/^The folder "latest" is no version; expected a whole number/) as string,
      twice: 'The folders "1.0.0" and "1000000" are the same version; "1.0.0" is served. Rename one.',
    });
  });

  test('a store that is not there cannot be scanned', async () => {
    await expect(open({ folder: join(store.path, 'nowhere') }).scan()).rejects.toThrow('ENOENT');
  });

  test('another fingerprint stands for other files, and the same one for the same', async () => {
    const path = store.write('cat/1/model.onnx', onnxBytes());
    store.write('cat/1/weights.bin', 'abc');
    store.write('cat/config.yaml', 'classLabels: names.txt');
    store.write('cat/names.txt', 'a');
    const fingerprint = async () => firstVersion(await only()).fingerprint;
    const seen = [await fingerprint()];
    expect(await fingerprint()).toBe(seen[0]);
    const changes = [
      () => utimesSync(path, 1, 1),
      () => store.write('cat/1/weights.bin', 'abcd'),
      () => store.write('cat/1/more.bin', ''),
      () => store.write('cat/config.yaml', 'queue: { maxCalls: 3 }\nclassLabels: names.txt'),
      () => store.write('cat/names.txt', 'ab'),
    ];
    for (const change of changes) {
      change();
      seen.push(await fingerprint());
    }
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('a thousand models are scanned in well under a second', async () => {
    for (let index = 0; index < 1000; index++) store.write(`model-${index}/1/model.onnx`, onnxBytes());
    const startMs = performance.now();
    expect(await scan()).toHaveLength(1000);
    expect(performance.now() - startMs).toBeLessThan(2000);
  });
});

describe('a version that is broken', () => {
  test.each<[string, () => void, RegExp]>([
    ['without a model', () => store.write('m/1/other.txt', ''), /^There is no model\.onnx in its folder/],
    [
      'with a folder where the file belongs',
      () => mkdirSync(join(store.path, 'm/1/model.onnx'), { recursive: true }),
      /^model\.onnx is a folder; expected a file/,
    ],
    ['that is empty', () => store.write('m/1/model.onnx', ''), /^model\.onnx is empty/],
    [
      'that is too large with its weights',
      () => {
        store.write('m/1/model.onnx', onnxBytes());
        store.write('m/1/weights/w.bin', Buffer.alloc(999));
      },
      /have 1011 bytes together; expected at most 1000 \(MAX_MODEL_BYTES\)/,
    ],
    [
      'with a bad config.yaml of the model',
      () => {
        store.write('m/1/model.onnx', onnxBytes());
        store.write('m/config.yaml', 'x: 1');
      },
      /^m\/config\.yaml:1: x: found a key/,
    ],
    [
      'with a link that leaves the store',
      () => {
        store.write('m/1/x', '');
        symlinkSync('/etc/hostname', join(store.path, 'm/1/model.onnx'));
      },
      /^model\.onnx is a symbolic link that leads out of the folder/,
    ],
    [
      'with a link to nothing',
      () => {
        store.write('m/1/x', '');
        symlinkSync('nothing', join(store.path, 'm/1/model.onnx'));
      },
      /^model\.onnx is a symbolic link to a file that is not there/,
    ],
    [
      'that is itself a link that leaves the store',
      () => {
        mkdirSync(join(store.path, 'm'));
        symlinkSync('/etc', join(store.path, 'm/1'));
      },
      /^It is a symbolic link that leads out/,
    ],
  ])('%s has its reason at the scan', async (_, prepare, expected) => {
    prepare();
    expect(await reason()).toMatch(expected);
  });

  test('a config.yaml that is a link out of the store is not read', async () => {
    store.write('m/1/model.onnx', onnxBytes());
    symlinkSync('/etc/hostname', join(store.path, 'm/config.yaml'));
    expect(await reason()).toMatch(/^config\.yaml is a symbolic link that leads out/);
  });

  test('a link inside of the store is followed', async () => {
    store.write('m/1/model.onnx', onnxBytes());
    mkdirSync(join(store.path, 'm/2'));
    symlinkSync('../1/model.onnx', join(store.path, 'm/2/model.onnx'));
    const { versions } = await only();
    expect(versions!.map(({ content }) => 'read' in content)).toEqual([true, true]);
  });

  test('a model that is a link out of the store has no versions, but a problem', async () => {
    symlinkSync('/etc', join(store.path, 'm'));
    expect(await only()).toMatchObject({ versions: [], problems: [expect.stringMatching(/leads out/)] });
  });

  test.each<[string, Uint8Array, RegExp]>([
    ['cut off', onnxBytes(100).subarray(0, 50), /is cut off: it has 50 bytes, and its content goes on to byte 104/],
    ['a text', Buffer.from('version https://git-lfs.github.com/spec/v1\n'), /is no ONNX file/],
    ['a web page', Buffer.from('<!DOCTYPE html><html></html>'), /no ONNX file|cut off|breaks off/],
    ['one byte', Buffer.from([0x3a]), /breaks off at byte 0 of 1/],
  ])('%s is told when it is loaded', async (_, content, expected) => {
    store.write('m/1/model.onnx', content);
    await expect(read()).rejects.toThrow(expected);
  });

  test('a bad config.yaml of the version is told when it is loaded', async () => {
    store.write('m/1/model.onnx', onnxBytes());
    store.write('m/1/config.yaml', 'workers: { min: 0 }');
    await expect(read()).rejects.toThrow('m/1/config.yaml:1: workers.min: found the number 0; expected >= 1');
  });

  test('labels outside of the store are refused', async () => {
    store.write('m/1/model.onnx', onnxBytes());
    store.write('m/config.yaml', 'classLabels: ../../../../../../etc/hostname');
    const { content } = firstVersion(await only());
    await expect(
      'read' in content ? content.read() : Promise.reject(new Error(JSON.stringify(content))),
    ).rejects.toThrow(/inside of the model store|ENOENT/);
  });

  test('that vanishes while it is read says so', async () => {
    store.write('m/1/model.onnx', onnxBytes());
    const { content } = firstVersion(await only());
    rmSync(join(store.path, 'm'), { recursive: true });
    await expect('read' in content && content.read()).rejects.toThrow('ENOENT');
  });
});

describe('SHA256SUMS', () => {
  const sum = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

  beforeEach(() => void store.write('m/1/model.onnx', onnxBytes()));

  test('that fit let the version load', async () => {
    store.write('m/1/weights/w.bin', 'abc');
    store.write('m/1/SHA256SUMS', `${sum(onnxBytes())}  model.onnx\n${sum('abc').toUpperCase()} *weights/w.bin\n\n`);
    await expect(read()).resolves.toBeDefined();
  });

  test('that do not fit name every file with both sums', async () => {
    store.write('m/1/w.bin', 'abd');
    store.write('m/1/SHA256SUMS', `${sum('x')}  model.onnx\n${sum('abc')}  w.bin\n`);
    await expect(read()).rejects.toThrow(
      `The checksum of model.onnx is ${sum(onnxBytes())}; SHA256SUMS expects ${sum('x')}. Copy the file again.\n` +
        `The checksum of w.bin is ${sum('abd')}; SHA256SUMS expects ${sum('abc')}. Copy the file again.`,
    );
  });

  test.each([
    ['../2/model.onnx', /expected a path inside of its folder/],
    ['a/../../x', /expected a path inside of its folder/],
    ['/etc/hostname', /expected a path inside of its folder/],
    ['missing.bin', /names missing\.bin, which cannot be read: .*ENOENT/],
    ['link', /names link, which leads out of its folder/],
  ])('do not reach out: %s', async (path, expected) => {
    store.write('m/other', '');
    symlinkSync('../other', join(store.path, 'm/1/link'));
    store.write('m/1/SHA256SUMS', `${sum('')}  ${path}\n`);
    await expect(read()).rejects.toThrow(expected);
  });

  test('of another form are told with their line', async () => {
    store.write('m/1/SHA256SUMS', `\nSHA256 (model.onnx) = abc\n`);
    await expect(read()).rejects.toThrow(
      'SHA256SUMS:2: found "SHA256 (model.onnx) = abc"; expected a line of sha256sum',
    );
  });
});
