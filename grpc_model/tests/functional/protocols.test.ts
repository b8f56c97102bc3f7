import { compiledCode } from '../../src/compiled-code';
import { readProject } from '../../src/config/project';
import { readSettings } from '../../src/config/settings';
import { linkOpener } from '../../src/execution/link-opener';
import { serve, type RunningServer } from '../../src/server';
import { startCatalog } from '../../src/start-catalog';
import { titleOf } from '../../src/test-cases/case-title';
import { ALL_FLAGS, checkAnswer } from '../../src/test-cases/check-answer';
import { authoredModels, compiledServer } from '../support/project';
import { everyProtocol, Matrix, type AskedModel, type Protocol } from '../support/protocols';
import { recordOf } from '../support/requests';
import { silentLogger } from '../support/silent-logger';

const PROTOCOLS = everyProtocol({ grpc: 0, http: 0 }).map(({ name }) => name);

async function start(): Promise<RunningServer> {
  const settings = readSettings({
    PSC_MODEL_PORT: '0',
    GRPC_HOST: '127.0.0.1',
    HTTP_PORT: '0',
    HTTP_HOST: '127.0.0.1',
    MANAGEMENT_PORT: '0',
  });
  const code = compiledCode(compiledServer);
  const openLink = linkOpener({ ...code, ...settings });
  const server = await serve(
    startCatalog(readProject(__dirname), code, openLink, settings, silentLogger),
    settings,
    silentLogger,
  );
  await server.scanned;
  return server;
}

/** The third phase: the same cases through every protocol that can carry them, and the answers are the same. */
describe('every protocol', () => {
  const matrix = new Matrix();
  let server: RunningServer;
  let protocols: readonly [Protocol, ...Protocol[]];

  beforeAll(async () => {
    server = await start();
    const http = server.addresses.find(({ name }) => name === 'http')!.port;
    protocols = everyProtocol({ grpc: server.port, http });
  });

  afterAll(async () => {
    process.stdout.write(`\n${matrix.toString()}\n\n`);
    for (const protocol of protocols) protocol.close();
    await server.stop();
  });

  describe.each(authoredModels)('of $title', ({ ref, bundle: { metadata }, testCases }) => {
    let model: AskedModel;

    beforeAll(async () => {
      // The policy may want the newest version alone; a version's tests are about that version.
      if (ref !== undefined) await server.serving.catalog.load(ref.name, ref.version);
      model = { ref: ref ?? server.serving.ownModel, metadata };
      await server.serving.model(model.ref, { record: recordOf() }).ensureLoaded();
    });

    describe.each(testCases.map((testCase) => [titleOf(testCase), testCase] as const))(
      'answers %s',
      (title, testCase) => {
        it.each(PROTOCOLS)('as expected, and as the first does, over %s', async (name) => {
          const row = ref === undefined ? title : `${ref.name} ${ref.version}: ${title}`;
          const protocol = protocols.find((each) => each.name === name)!;
          const why = protocol.objection(model, testCase);
          if (why !== undefined) {
            matrix.object(row, name, why);
            return;
          }
          matrix.begin(row, name);
          for (const flags of ALL_FLAGS) {
            const answer = await protocol.ask(model, testCase, flags);
            expect(await checkAnswer(testCase, answer, flags, metadata)).toEqual([]);
            if (!answer.success) continue;
            const first = await protocols[0].ask(model, testCase, flags);
            expect(answer).toEqual(first);
          }
          matrix.agree(row, name);
        });
      },
    );
  });
});
