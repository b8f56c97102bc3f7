import { AuthoredProject } from '../support/authored-project';
import { bundle, testCases } from '../support/project';

const { version, outputs } = bundle.metadata;
const OWN = `asset_bundle/${version}`;
const testCase = testCases.find(({ expected }) => !('error' in expected))!.name;
const output = outputs[0]!.name;

describe('npm run check', () => {
  const project = new AuthoredProject();

  afterAll(() => project[Symbol.dispose]());

  it('finds nothing wrong with the project, and names what nobody has reviewed', async () => {
    project.write(`${OWN}/test_cases/${testCase}/case.yaml`, 'reviewed: false\n');
    const { code, stdout } = await project.run('check');
    expect(code).toBe(0);
    expect(stdout).toContain(`notice: ${OWN}/test_cases/${testCase}: nobody has reviewed its outputs`);
  });

  it('names everything that is wrong at once, each with its place and mend', async () => {
    const broken = project.read(`${OWN}/model.yaml`).replace(/^timeout:$/m, 'timeuot:');
    project.write(`asset_bundle/other/1.0.0/model.yaml`, broken);
    project.write('asset_bundle/other/config.yaml', 'workers: { min: 3, max: 2 }\n');
    project.write('asset_bundle/config.yaml', 'batching: { maxBatchSize: 9999 }\n');
    project.write(`${OWN}/docker_metadata.yaml`, 'id: x\n');
    project.write(`${OWN}/SHA256SUMS`, `\n${'0'.repeat(64)}  model.yaml\n`);
    project.write(`${OWN}/test_cases/new/case.yaml`, 'tolerance: { absolute: -1 }\n');
    project.remove(`${OWN}/test_cases/${testCase}/${output}`);
    project.write(
      'Dockerfile',
      project.read('Dockerfile').replace(/^ARG MODEL_VERSION=.*$/m, 'ARG MODEL_VERSION=0.0.9'),
    );
    project.write('CHANGELOG.md', '# Changelog\n');
    project.write(
      'package-lock.json',
      project.read('package-lock.json').replace(`"version": "${version}"`, '"version": "0.0.8"'),
    );
    project.write('model_lib/src/model.ts', '// export default\nexport class Model {}\n');

    const { code, stdout } = await project.run('check', '--json');
    const { problems } = JSON.parse(stdout) as {
      problems: { file: string; line?: number; key: string; mend: string }[];
    };
    const places = problems.map(({ file, line, key }) => `${file}:${line ?? ''} ${key}`);
    expect(code).toBe(1);
    expect(places).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Dockerfile:\d+ MODEL_VERSION$/),
        'CHANGELOG.md:1 ',
        'package-lock.json:3 version',
        'model_lib/src/model.ts:2 ',
        'model_lib/models/other/model.ts: ',
        'asset_bundle/config.yaml:1 batching.maxBatchSize',
        'asset_bundle/other/config.yaml:1 workers.min',
        'asset_bundle/other/1.0.0/model.yaml:1 timeout',
        'asset_bundle/other/1.0.0/docker_metadata.yaml: ',
        `${OWN}/docker_metadata.yaml:1 id`,
        `${OWN}/SHA256SUMS:2 `,
        `${OWN}/test_cases/new/case.yaml:1 tolerance.absolute`,
        `${OWN}/test_cases/${testCase}/${output}: `,
      ]),
    );
    expect(problems.filter(({ mend }) => mend === '')).toEqual([]);

    const asText = await project.run('check');
    expect(asText.stdout.split('\n').filter((line) => line.includes('. Mend: '))).toHaveLength(problems.length);
    expect(asText.stdout).toContain(`run "npm run record -- --case ${testCase}".`);
  });
});
