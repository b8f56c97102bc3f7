import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { slugOf } from '../../src/catalog/sources/model-name';
import { ModzyClient } from '../../src/clients/modzy-client';
import { DOCKER_YAML, MODEL_YAML } from '../support/bundle-files';
import { connect, killStarted, projectWith, start, written } from '../support/main-process';
import { bundle, testCases } from '../support/project';

const SHOUT_YAML = MODEL_YAML.replace('1.2.3', '1.0.0')
  .replace('name: Digits', 'name: Shout')
  .replace('  image:', '  text:')
  .replace('[image/PNG, image/jpeg]', '[text/plain]');

const SHOUT_WRAPPER = `const { ModelWrapper, results } = require('../../../grpc_model/src/contract');
exports.default = class Shout extends ModelWrapper {
  async handleDiscreteInput(input) {
    return results({ result: input.text('text').toUpperCase() });
  }
};
`;

interface Finished {
  readonly code: number;
  readonly output: string;
}

function putModel(project: string, name: string, modelYaml: string): void {
  const put = (path: string, content: string) => {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), content);
  };
  const bundle = `asset_bundle/${name}/1.0.0`;
  put(`${bundle}/model.yaml`, modelYaml);
  put(`${bundle}/docker_metadata.yaml`, DOCKER_YAML);
  put(`${bundle}/test_cases/hello/text`, 'hello');
  put(`${bundle}/test_cases/hello/results.json`, '{"data":{"result":"HELLO","explanation":null,"drift":null}}');
  put(`dist/model_lib/models/${name}/model.js`, SHOUT_WRAPPER);
}

describe('a project with further models', () => {
  const project = projectWith();

  afterAll(() => {
    killStarted();
    rmSync(project, { recursive: true });
  });

  /** Replays test cases with the project's own client. */
  function replay(port: number, ...words: readonly string[]): Promise<Finished> {
    const main = join(project, 'dist/grpc_model/src/clients/replay-main.js');
    const argv = [main, '--host', '127.0.0.1', '--port', String(port), ...words];
    return new Promise((resolve) =>
      execFile(process.execPath, argv, (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr }),
      ),
    );
  }

  it('serves each by its name beside its own, and tells why a broken one is not ready', async () => {
    putModel(project, 'shout', SHOUT_YAML);
    putModel(project, 'broken', SHOUT_YAML.replace('maxSize: 5M', 'maxSize: big'));
    const server = start(join(project, 'dist/grpc_model/src/main.js'), {});
    const own = await connect(server);
    const port = Number(await written(server, /"port":(\d+)/));
    const clientOf = (name: string) => new ModzyClient({ host: '127.0.0.1', port, model: { name } });
    const [shout, broken] = [clientOf('shout'), clientOf('broken')];

    await shout.waitUntilReady();
    const [answer] = await shout.run([{ text: Buffer.from('hello') }]);
    expect(answer).toMatchObject({ success: true });
    expect(answer?.success === true && JSON.parse(String(answer.output['results.json']))).toMatchObject({
      data: { result: 'HELLO' },
    });

    await expect(broken.status()).rejects.toMatchObject({
      code: 'failed-precondition',
      message: expect.stringMatching(/model\.yaml:\d+: inputs\.text\.maxSize: found "big"/) as string,
    });

    const aCase = testCases.find((testCase) => 'outputs' in testCase.expected)!;
    expect(await own.run([aCase.inputs])).toMatchObject([{ success: true }]);
    for (const client of [own, shout, broken]) client.close();
  });

  it("replays each one's own test cases, and finds what differs", async () => {
    putModel(project, 'shout', SHOUT_YAML);
    putModel(project, 'whisper', SHOUT_YAML.replace('name: Shout', 'name: Whisper'));
    writeFileSync(
      join(project, 'asset_bundle/whisper/1.0.0/test_cases/hello/results.json'),
      '{"data":{"result":"hello","explanation":null,"drift":null}}',
    );
    const server = start(join(project, 'dist/grpc_model/src/main.js'), {});
    const own = await connect(server);
    const port = Number(await written(server, /"port":(\d+)/));

    const all = 2 * 4;
    expect(await replay(port, '--model', 'shout', '--model-version', '1.0.0')).toEqual({
      code: 0,
      output: expect.stringContaining(`${all} passed, 0 failed\n`) as string,
    });
    const whisper = await replay(port, '--model', 'whisper');
    expect(whisper).toEqual({ code: 1, output: expect.stringContaining(`0 passed, ${all} failed\n`) as string });
    expect(whisper.output).toMatch(/^FAILED hello, single\n +results\.json: .*hello/);
    const ownName = slugOf(bundle.metadata.name);
    for (const words of [[], ['--model', ownName]])
      expect(await replay(port, ...words)).toEqual({
        code: 0,
        output: expect.stringContaining(`${testCases.length * all} passed, 0 failed\n`) as string,
      });

    expect(await replay(port, '--model', 'nobody')).toEqual({
      code: 1,
      output: expect.stringContaining('There is no asset_bundle/nobody; expected a model with code') as string,
    });
    expect(await replay(port, '--model-version', '1.0.0')).toMatchObject({ code: 2 });
    own.close();
  });
});
