import { readSettings } from '../../src/config/settings';
import { ModzyClient } from '../../src/clients/modzy-client';
import { readProject } from '../../src/config/project';
import { compiledCode } from '../../src/compiled-code';
import { linkOpener } from '../../src/execution/link-opener';
import { serve, type RunningServer } from '../../src/server';
import { startCatalog } from '../../src/start-catalog';
import { titleOf } from '../../src/test-cases/case-title';
import { ALL_FLAGS, checkAnswer } from '../../src/test-cases/check-answer';
import { authoredModels, compiledServer, testCases } from '../support/project';
import { silentLogger } from '../support/silent-logger';

const BATCH_SIZES = [1, 8];
const MOST_SENT_BYTES = 64e6;

function start(): Promise<RunningServer> {
  const settings = readSettings({ PSC_MODEL_PORT: '0', GRPC_HOST: '127.0.0.1', HTTP_PORT: '0', MANAGEMENT_PORT: '0' });
  const code = compiledCode(compiledServer);
  const openLink = linkOpener({ ...code, ...settings });
  return serve(startCatalog(readProject(__dirname), code, openLink, settings, silentLogger), settings, silentLogger);
}

/** The second phase: the same cases through the gRPC server and its worker processes. */
describe('gRPC server', () => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await start();
    await server.scanned;
  });

  afterAll(() => server.stop());

  describe.each(authoredModels)('$title', ({ ref, bundle, testCases }) => {
    const { metadata } = bundle;
    let client: ModzyClient;

    beforeAll(async () => {
      // The policy may want the newest version alone; a version's tests are about that version.
      if (ref !== undefined) await server.serving.catalog.load(ref.name, ref.version);
      client = new ModzyClient({ host: '127.0.0.1', port: server.port, model: ref });
    });

    afterAll(() => client.close());

    it('reports the metadata of model.yaml and that the model is initialized', async () => {
      const first = await client.status();
      expect(first).toMatchObject({ status_code: 200, status: 'OK', message: 'Model Initialized Successfully.' });
      expect(first.model_info).toMatchObject({ model_name: metadata.name, model_version: metadata.version });
      expect(first.inputs.map((input) => input.filename)).toEqual(metadata.inputs.map((input) => input.name));
      expect(first.outputs.map((output) => output.filename)).toEqual(metadata.outputs.map((output) => output.name));
      expect(first.features?.batch_size).toBe(metadata.features.maxBatchSize);
      expect(await client.status()).toMatchObject({ status_code: 200, message: 'Model Already Initialized.' });
    });

    describe.each(testCases.map((testCase) => [titleOf(testCase), testCase] as const))(
      'with test case %s',
      (_, testCase) => {
        describe.each(BATCH_SIZES)('in a batch of %d', (batchSize) => {
          it.each(ALL_FLAGS)('gives the expected outputs with %j', async (flags) => {
            const answers = await client.run(new Array<typeof testCase.inputs>(batchSize).fill(testCase.inputs), flags);
            expect(answers).toHaveLength(batchSize);
            const found = await Promise.all(answers.map((answer) => checkAnswer(testCase, answer, flags, metadata)));
            expect(found.flat()).toEqual([]);
          });
        });
      },
    );

    it('answers a mix of all cases in order, and a bad item fails alone', async () => {
      const flags = { detectDrift: true, explain: true };
      const good = testCases.map(({ inputs }) => inputs);
      const answers = await client.run([...good, { nonsense: Buffer.from('x') }, ...good], flags);
      const bad = answers.splice(good.length, 1)[0];
      expect(bad).toMatchObject({ success: false, error: expect.stringContaining('nonsense') as string });
      const cases = [...testCases, ...testCases];
      const found = await Promise.all(
        answers.map((answer, index) => checkAnswer(cases[index]!, answer, flags, metadata)),
      );
      expect(found.flat()).toEqual([]);
    });

    it.each(metadata.inputs.map((input) => [input.name, input] as const))(
      'refuses an item without "%s" and one that is too large, and says what it expects',
      async (name, { maxSize, tensor }) => {
        const [testCase] = testCases;
        const complete = testCase!.inputs;
        const without = Object.fromEntries(Object.entries(complete).filter(([each]) => each !== name));
        const [first] = await client.run([without]);
        expect(first).toMatchObject({
          success: false,
          error: expect.stringContaining(`"${name}" is missing`) as string,
        });
        // What no message can hold never reaches the model's own limit.
        if (maxSize.value > MOST_SENT_BYTES) return;
        const [second] = await client.run([{ ...complete, [name]: Buffer.alloc(maxSize.value + 1) }]);
        // A tensor of so many bytes may already have the wrong shape.
        const reason = tensor === undefined ? `expected at most ${maxSize.text}` : `"${name}"`;
        expect(second).toMatchObject({ success: false, error: expect.stringContaining(reason) as string });
      },
    );

    it('answers a request without items with no outputs', async () => {
      expect(await client.run([])).toEqual([]);
    });
  });

  it('ends after Shutdown, when the run in flight is answered', async () => {
    const own = await start();
    const ownClient = new ModzyClient({ host: '127.0.0.1', port: own.port });
    await ownClient.waitUntilReady();
    const [testCase] = testCases;
    const inFlight = ownClient.run(new Array<(typeof testCase & object)['inputs']>(8).fill(testCase!.inputs));
    const response = await ownClient.shutdown();
    expect(response).toEqual({ status_code: 200, status: 'OK', message: 'Model Shutdown Successfully.' });
    expect(await inFlight).toHaveLength(8);
    await own.stopped;
    ownClient.close();
  });
});
