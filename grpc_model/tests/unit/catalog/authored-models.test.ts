import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { AuthoredModels } from '../../../src/catalog/sources/authored-models';
import type { ModelCandidate, VersionCandidate } from '../../../src/catalog/sources/candidate';
import { selectVersions } from '../../../src/catalog/version-policy';
import type { ModelSpec } from '../../../src/core/model-spec';
import { DOCKER_YAML, MODEL_YAML } from '../../support/bundle-files';
import { createTestFolder, TEST_DEFAULTS, type TestFolder } from '../../support/store-fixture';

let project: TestFolder;
beforeEach(() => {
  project = createTestFolder();
  writeBundle('1.2.3');
});
afterEach(() => project[Symbol.dispose]());

function writeBundle(folder: string, version = folder.split('/').at(-1)!): void {
  project.write(`asset_bundle/${folder}/model.yaml`, MODEL_YAML.replace('1.2.3', version));
  project.write(`asset_bundle/${folder}/docker_metadata.yaml`, DOCKER_YAML);
}

function open(): AuthoredModels {
  return new AuthoredModels({
    projectFolder: project.path,
    version: '1.2.3',
    modelLibFolder: join(project.path, 'model_lib'),
    defaults: TEST_DEFAULTS,
    loads: 'at-first-use',
  });
}

/** The texts of the versions that are to be loaded. */
function wanted({ versions = [], policy }: ModelCandidate): string[] {
  const required = versions.filter(({ isRequired }) => isRequired).map(({ version }) => version);
  const selected = selectVersions(
    versions.map(({ version }) => version),
    policy!,
  );
  return [...new Set([...required, ...selected])].map(({ text }) => text).sort();
}

async function specOf({ content }: VersionCandidate): Promise<ModelSpec> {
  if ('reason' in content) throw new Error(content.reason);
  if (!('spec' in content)) return content.read();
  await content.verify?.();
  return content.spec;
}

/** Puts sums beside a bundle's weights, of which one is another. */
function writeWrongSum(folder: string): void {
  project.write(`asset_bundle/${folder}/weights/model.onnx`, 'weights');
  project.write(`asset_bundle/${folder}/SHA256SUMS`, `${'0'.repeat(64)}  weights/model.onnx\n`);
}

describe("the project's own model", () => {
  test('is there without a scan, under a name made of the one for people', () => {
    const [own] = open().immediate;
    expect(own).toMatchObject({ name: 'digits', loads: 'at-start', problems: [] });
    const { content } = own!.versions![0]!;
    expect('spec' in content && content.spec).toMatchObject({
      bundle: { folder: join(project.path, 'asset_bundle/1.2.3'), metadata: { name: 'Digits' } },
      wrapperPath: join(project.path, 'model_lib/src/model.js'),
      options: { ...TEST_DEFAULTS.authored, batching: { maxBatchSize: 8 } },
    });
  });

  test('is not loaded when its weights are not those of SHA256SUMS', async () => {
    writeWrongSum('1.2.3');
    await expect(specOf(open().immediate[0]!.versions![0]!)).rejects.toThrow(
      /^The checksum of weights\/model\.onnx is [0-9a-f]{64}; SHA256SUMS expects 0{64}\./,
    );
  });

  test('stops the start when its bundle or its config.yaml is broken', () => {
    project.write('asset_bundle/config.yaml', 'nonsense: 1');
    expect(open).toThrow(/^asset_bundle\/config\.yaml:1: nonsense: found a key that means nothing here/);
    project.write('asset_bundle/config.yaml', 'batching: { maxBatchSize: 9 }\nclassLabels: x');
    expect(open).toThrow(/classLabels.*only in the model store[^]*found 9; expected at most 8/);
    rmSync(join(project.path, 'asset_bundle/1.2.3'), { recursive: true });
    expect(open).toThrow(/there is no folder asset_bundle\/1\.2\.3/);
  });

  test('is run as the two files config.yaml say', async () => {
    project.write('asset_bundle/config.yaml', 'workers: { max: 2 }\ntimeout: { run: 3s }');
    project.write('asset_bundle/1.2.3/config.yaml', 'workers: { min: 2 }');
    expect(await specOf(open().immediate[0]!.versions![0]!)).toMatchObject({
      options: { workers: { min: 2, max: 2 } },
      bundle: { metadata: { timeouts: { run: { value: 3000 }, status: { value: 60_000 } } } },
    });
  });

  test('has only the version of package.json, unless config.yaml asks for more', async () => {
    writeBundle('1.0.0');
    writeBundle('2.0.0');
    expect(wanted((await open().scan())[0]!)).toEqual(['1.2.3']);
    project.write('asset_bundle/config.yaml', 'versions: { policy: latest }\nlabels: { next: 2.0.0 }');
    const [own] = await open().scan();
    expect(wanted(own!)).toEqual(['1.2.3', '2.0.0']);
    expect(own!.labels.get('next')).toMatchObject({ text: '2.0.0' });
    const next = own!.versions!.find(({ version }) => version.text === '2.0.0')!;
    expect(await specOf({ ...next, content: next.content }).catch(String)).toMatch(/There is no wrapper .*model\.js/);
    project.write('model_lib/src/model.js', '');
    expect(await specOf(next)).toMatchObject({ bundle: { metadata: { version: '2.0.0' } } });
  });

  test('is warmed with the inputs of its test cases, but those that expect an error', async () => {
    for (const name of ['b', 'a', 'broken', 'incomplete', 'described'])
      project.write(`asset_bundle/1.2.3/test_cases/${name}/${name === 'incomplete' ? 'other' : 'image'}`, 'x');
    project.write('asset_bundle/1.2.3/test_cases/broken/case.yaml', 'error: no picture');
    project.write('asset_bundle/1.2.3/test_cases/described/case.yaml', 'description: a picture');
    const path = (name: string) => ({ image: join(project.path, 'asset_bundle/1.2.3/test_cases', name, 'image') });
    expect((await specOf(open().immediate[0]!.versions![0]!)).warmUp).toEqual([
      path('a'),
      path('b'),
      path('described'),
    ]);
    project.write('asset_bundle/config.yaml', 'warmUp: { enabled: false }');
    expect((await specOf(open().immediate[0]!.versions![0]!)).warmUp).toBeNull();
  });

  test('is warmed with twenty cases at the most', async () => {
    for (let index = 0; index < 30; index++) project.write(`asset_bundle/1.2.3/test_cases/${index}/image`, 'x');
    expect((await specOf(open().immediate[0]!.versions![0]!)).warmUp).toHaveLength(20);
  });
});

describe('further models', () => {
  async function further(name = 'cats'): Promise<ModelCandidate> {
    return (await open().scan()).find((model) => model.name === name)!;
  }

  test('have the name of their folder and a wrapper of their own', async () => {
    writeBundle('cats/1.0.0');
    writeBundle('cats/1.10.0');
    project.write('model_lib/models/cats/model.js', '');
    const model = await further();
    expect(model).toMatchObject({ loads: 'at-first-use', problems: [] });
    expect(wanted(model)).toEqual(['1.10.0']);
    expect(await specOf(model.versions![0]!)).toMatchObject({
      wrapperPath: join(project.path, 'model_lib/models/cats/model.js'),
      bundle: { metadata: { version: '1.0.0' } },
    });
  });

  test('that are broken say why when they are loaded', async () => {
    writeBundle('cats/1.0.0', '1.0.1');
    project.write('asset_bundle/cats/1.0.0/docker_metadata.yaml', 'id: x');
    await expect(specOf((await further()).versions![0]!)).rejects.toThrow(
      /^asset_bundle\/cats\/1\.0\.0\/model\.yaml:4: version: found "1\.0\.1"; expected "1\.0\.0", as in the name of the folder\nasset_bundle\/cats\/1\.0\.0\/docker_metadata/,
    );
  });

  test('are not loaded when their weights are not those of SHA256SUMS', async () => {
    writeBundle('cats/1.0.0');
    project.write('model_lib/models/cats/model.js', '');
    writeWrongSum('cats/1.0.0');
    await expect(specOf((await further()).versions![0]!)).rejects.toThrow(/^The checksum of weights\/model\.onnx/);
  });

  test('with a broken config.yaml say so, and the others are there', async () => {
    writeBundle('cats/1.0.0');
    writeBundle('dogs/1.0.0');
    project.write('asset_bundle/cats/config.yaml', '[');
    const cats = await further();
    expect(cats.problems).toEqual([expect.stringMatching(/^asset_bundle\/cats\/config\.yaml/)]);
    await expect(specOf(cats.versions![0]!)).rejects.toThrow('asset_bundle/cats/config.yaml');
    expect(await further('dogs')).toMatchObject({ problems: [] });
  });

  test('are not any folder that has no version', async () => {
    project.write('asset_bundle/assets/logo.png', '');
    expect((await open().scan()).map(({ name }) => name)).toEqual(['digits']);
  });
});
