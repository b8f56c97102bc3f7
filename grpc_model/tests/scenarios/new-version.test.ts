import { AuthoredProject } from '../support/authored-project';
import { DOCKER_YAML, MODEL_YAML } from '../support/bundle-files';
import { readProject } from '../../src/config/project';
import { bundle } from '../support/project';
import { parseVersion } from '../../src/catalog/version';

const { version } = bundle.metadata;
const { number } = parseVersion(version)!;
const NEXT = `${Math.floor(number / 1e6) + 1}.0.0`;

describe('npm run new-version', () => {
  const project = new AuthoredProject();

  afterAll(() => project[Symbol.dispose]());

  it('refuses what cannot follow, says why, and changes nothing', async () => {
    expect(await project.run('new-version', 'v2')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('expected a version "x.y.z"') as string,
    });
    expect(await project.run('new-version', version)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        `asset_bundle/${version} exists already. Take a newer one, for example `,
      ) as string,
    });
    expect(await project.run('new-version', '0.0.1')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`0.0.1 is not newer than ${version}`) as string,
    });
    expect(await project.run('new-version', '--model', 'other', NEXT)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no asset_bundle/other') as string,
    });
    expect(await project.run('new-version', NEXT, '--dry-run')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`new      asset_bundle/${NEXT}/`) as string,
    });
    expect(project.status()).toEqual([]);
  });

  it('makes the next bundle from the last, and sets the version wherever a check looks for it', async () => {
    const { code, stdout } = await project.run('new-version', NEXT, '--notes', "It's better: much #1.");
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Next: ') as string });

    const before = project.read(`asset_bundle/${version}/model.yaml`).split('\n');
    const after = project.read(`asset_bundle/${NEXT}/model.yaml`).split('\n');
    expect(after.filter((line) => !before.includes(line))).toEqual([
      `version: '${NEXT}'`,
      `releaseNotes: "${NEXT} - It's better: much #1."`,
    ]);
    expect(project.read('CHANGELOG.md')).toMatch(new RegExp(`## \\[${NEXT}\\] - unreleased\\n\\n\\S`));
    expect(readProject(project.folder).version).toBe(NEXT);
    expect(await project.run('check')).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing') as string });
  });

  it('does not run over work that is not committed, unless it is told to', async () => {
    const { code, stderr } = await project.run('new-version', '900.0.0');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('--allow-dirty') as string });
    expect(await project.run('new-version', '900.0.0', '--allow-dirty')).toMatchObject({ code: 0 });
  });

  it('makes of a further model its bundle alone', async () => {
    project.write('asset_bundle/other/1.2.3/model.yaml', MODEL_YAML);
    project.write('asset_bundle/other/1.2.3/docker_metadata.yaml', DOCKER_YAML);
    project.write('asset_bundle/other/1.2.3/weights/large', 'weights');
    project.commit();
    expect(await project.run('new-version', '1.3.0', '--model', 'other')).toMatchObject({ code: 0 });
    expect(project.status()).toEqual(
      ['docker_metadata.yaml', 'model.yaml', 'weights/large'].map((file) => `?? asset_bundle/other/1.3.0/${file}`),
    );
    expect(project.read('asset_bundle/other/1.3.0/model.yaml')).toBe(
      `${MODEL_YAML.replace('1.2.3', '1.3.0')}releaseNotes: '1.3.0 - Begun from 1.2.3.'\n`,
    );
  });
});
