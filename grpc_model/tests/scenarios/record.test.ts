import { AuthoredProject } from '../support/authored-project';
import { DOCKER_YAML, MODEL_YAML } from '../support/bundle-files';

const CASES = 'asset_bundle/odd/1.2.3/test_cases';
const ODD_YAML = MODEL_YAML.replace('  image:', '  text:').replace('[image/PNG, image/jpeg]', '[text/plain]');

/** Does to a text what the text says. */
const ODD_WRAPPER = `const { InvalidInputError, ModelWrapper, results } = require('../../../grpc_model/src/contract');
exports.default = class Odd extends ModelWrapper {
  async handleDiscreteInput(input) {
    const text = input.text('text');
    if (text === 'loop') for (;;);
    if (text === 'crash') process.exit(3);
    if (text === 'throw') throw new Error('It is confused.');
    if (text === 'refuse') throw new InvalidInputError('It will not.');
    if (text === 'dice') return results({ result: Math.random() });
    return results({ result: { text, length: text.length }, explanation: ['why'], drift: 0.5 });
  }
};
`;

const ANSWER = '{"data":{"result":{"text":"hello","length":5},"explanation":["why"],"drift":0.5}}';

describe('npm run record', () => {
  const project = new AuthoredProject();
  const record = (...argv: readonly string[]) => project.run('record', '--model', 'odd', ...argv);

  beforeAll(() => {
    project.write('asset_bundle/odd/1.2.3/model.yaml', ODD_YAML);
    project.write('asset_bundle/odd/1.2.3/docker_metadata.yaml', DOCKER_YAML);
    project.write('dist/model_lib/models/odd/model.js', ODD_WRAPPER);
    for (const name of ['loop', 'crash', 'throw', 'dice', 'refuse', 'first'])
      project.write(`${CASES}/${name}/text`, name);
    project.write(`${CASES}/refuse/case.yaml`, 'error: will not\n');
    for (const name of ['close', 'changed']) project.write(`${CASES}/${name}/text`, 'hello');
    project.write(`${CASES}/close/results.json`, ANSWER.replace('0.5', '0.500001'));
    project.write(`${CASES}/changed/results.json`, ANSWER.replace('5}', '4}'));
    project.write(`${CASES}/changed/case.yaml`, '# Why there is this case.\ndescription: A greeting.\n');
    project.commit();
  });

  afterAll(() => project[Symbol.dispose]());

  it('shows what changed, and writes nothing where nobody can be asked and nothing was said', async () => {
    const { code, stdout } = await record('--case', 'changed', '--case', 'close', '--case', 'first');
    expect(code).toBe(1);
    expect(stdout).toMatch(/CHANGED +changed\n +results\.json\n/);
    expect(stdout).toMatch(/-\s+"length": 4\n\s+\+\s+"length": 5/);
    expect(stdout).toMatch(/new +first\n/);
    expect(stdout).toMatch(/same +close\n/);
    expect(stdout).toContain('say --yes');
    expect(project.status()).toEqual([]);
  });

  it('writes what differs by more than the tolerance, and names cases whose model fails, crashes or never ends', async () => {
    const { code, stdout } = await record('--yes');
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAILED +loop\n +The model did not answer within timeout\.run \(500ms\)\./);
    expect(stdout).toMatch(/FAILED +crash\n/);
    expect(stdout).toMatch(/FAILED +throw\n +It is confused\./);
    expect(stdout).toMatch(/FAILED +dice\n +The same inputs gave another answer the second time/);
    expect(stdout).toContain('2 as expected, 2 recorded, 0 refused, 4 failed.');
    expect(project.status().map((line) => line.slice(3))).toEqual([
      `${CASES}/changed/case.yaml`,
      `${CASES}/changed/results.json`,
      `${CASES}/first/case.yaml`,
      `${CASES}/first/results.json`,
    ]);
    expect(project.read(`${CASES}/changed/results.json`)).toBe(ANSWER);
    expect(project.read(`${CASES}/changed/case.yaml`)).toBe(
      '# Why there is this case.\ndescription: A greeting.\nreviewed: false\n',
    );
    expect(project.read(`${CASES}/first/case.yaml`)).toBe('reviewed: false\n');
  });

  it('takes the word of who has looked at the outputs', async () => {
    const { code } = await record('--reviewed', '--case', 'changed', '--case', 'first');
    expect(code).toBe(0);
    expect(project.read(`${CASES}/changed/case.yaml`)).toBe('# Why there is this case.\ndescription: A greeting.\n');
    expect(project.has(`${CASES}/first/case.yaml`)).toBe(false);
  });

  it('does not overwrite expected outputs that are not committed, unless it is told to', async () => {
    project.write(`${CASES}/changed/results.json`, '{}');
    const { code, stderr } = await record('--yes', '--case', 'changed');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('--allow-dirty') as string });
    expect(await record('--yes', '--case', 'changed', '--allow-dirty', '--dry-run')).toMatchObject({ code: 0 });
    expect(project.read(`${CASES}/changed/results.json`)).toBe('{}');
    expect(await record('--yes', '--case', 'changed', '--allow-dirty')).toMatchObject({ code: 0 });
    expect(project.read(`${CASES}/changed/results.json`)).toBe(ANSWER);
  });

  it('finds nothing to record of a model that its own cases fit', async () => {
    const { code, stdout } = await project.run('record');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining(' 0 recorded, 0 refused, 0 failed.') as string,
    });
  });
});
