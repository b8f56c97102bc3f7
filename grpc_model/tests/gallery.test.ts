import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import { authoredSpec } from '../src/catalog/authored-spec';
import { ModzyClient } from '../src/clients/modzy-client';
import { readSettings } from '../src/config/settings';
import { messageOf } from '../src/core/errors';
import type { Item } from '../src/core/request';
import { linkOpener } from '../src/execution/link-opener';
import { modelDefaults } from '../src/model-defaults';
import { serve, type RunningServer } from '../src/server';
import { startModels } from '../src/start-catalog';
import { ALL_FLAGS, checkAnswer, type Answer, type Flags } from '../src/test-cases/check-answer';
import type { TestCase } from '../src/test-cases/read-test-cases';
import { fixedModel } from './support/fixed-models';
import { GALLERY, readGallery, type GalleryModel } from './support/gallery';
import { PROJECT_FOLDER, WORKER_MAIN } from './support/paths';
import { everyProtocol, type Protocol } from './support/protocols';
import { itemOf, recordOf } from './support/requests';
import { silentLogger } from './support/silent-logger';

const MAX_LINES = 60;
const MAX_SHOWN_LINES = 14;
const CONTRACT = '../../../grpc_model/src/contract';

const gallery = readGallery();
const titled = gallery.map((model) => [model.name, model] as const);
const streaming = titled.filter(([, { source }]) => source.includes('handleDiscreteInputStream('));
const readme = readFileSync(join(PROJECT_FOLDER, GALLERY, 'README.md'), 'utf8');
const manifest = JSON.parse(readFileSync(join(PROJECT_FOLDER, 'package.json'), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};

/** One server with the whole gallery, each model in a worker process of its own. */
function startGallery(): Promise<RunningServer> {
  const settings = readSettings({
    PSC_MODEL_PORT: '0',
    GRPC_HOST: '127.0.0.1',
    HTTP_PORT: '0',
    HTTP_HOST: '127.0.0.1',
    MANAGEMENT_PORT: '0',
    WORKERS: '1',
  });
  const { authored } = modelDefaults(settings);
  const sources = gallery.map(({ name, bundle, compiledPath }) =>
    fixedModel(name, authoredSpec(bundle, {}, 'config.yaml', authored, compiledPath)),
  );
  const openLink = linkOpener({ workerMain: WORKER_MAIN, ...settings });
  return serve(startModels(sources, openLink, settings, silentLogger), settings, silentLogger);
}

/** The pieces of a stream, put together output by output; what it was refused for, where it was. */
async function readStream(
  { serving }: RunningServer,
  name: string,
  { inputs }: TestCase,
  flags: Flags,
): Promise<Answer> {
  const caller = { record: recordOf({ requestId: 'gallery' }), deadlineMs: Infinity, onClosed: () => undefined };
  const pieces: Item[] = [];
  try {
    for await (const piece of serving.stream({ name }, itemOf(inputs), flags, caller)) pieces.push(piece);
  } catch (thrown) {
    return { success: false, error: messageOf(thrown) };
  }
  const { outputs } = serving.model({ name }, { record: recordOf() }).metadata!;
  const output = Object.fromEntries(
    outputs.map((each) => [each.name, Buffer.concat(pieces.map((piece) => piece.get(each.name)!.bytes))]),
  );
  return { success: true, output };
}

describe('the gallery', () => {
  it('is listed in its README, folder by folder, in the order of the alphabet', () => {
    const listed = Array.from(readme.matchAll(/^## \[([\w-]+)\]\(([^)]+)\)$/gm), ([, name, path]) => [name, path]);
    expect(listed).toEqual(gallery.map(({ name }) => [name, `${name}/model.ts`]).sort());
  });

  it('shows every kind of answer: several at once, and piece by piece', () => {
    expect(gallery.some(({ source }) => source.includes('handleDiscreteInputBatch('))).toBe(true);
    expect(streaming).not.toEqual([]);
  });

  describe.each(titled)('%s', (name, { source, testCases }) => {
    it(`has at most ${MAX_LINES} lines, and the README shows some of them as they are`, () => {
      expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(MAX_LINES);
      const section = readme.split(`## [${name}]`)[1]!.split('\n## ')[0]!;
      const [, shown] = /```ts\n([\s\S]*?)```/.exec(section)!;
      expect(source).toContain(shown);
      expect(shown!.trimEnd().split('\n').length).toBeLessThanOrEqual(MAX_SHOWN_LINES);
    });

    it('imports the contract and packages that the image has alone', () => {
      const imported = ts.preProcessFile(source, true, true).importedFiles.map(({ fileName }) => fileName);
      expect(imported).toContain(CONTRACT);
      expect(
        imported.filter((each) => each !== CONTRACT && !isBuiltin(each) && !(each in manifest.dependencies)),
      ).toEqual([]);
    });

    it('has a case that succeeds and one that is refused', () => {
      expect(testCases.some(({ expected }) => 'outputs' in expected)).toBe(true);
      expect(testCases.some(({ expected }) => 'error' in expected)).toBe(true);
    });
  });
});

describe('a server with the gallery', () => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await startGallery();
  });

  afterAll(() => server.stop());

  describe.each(titled)('%s', (name, { bundle, testCases }: GalleryModel) => {
    let client: ModzyClient;

    beforeAll(async () => {
      client = new ModzyClient({ host: '127.0.0.1', port: server.port, model: { name } });
      await client.waitUntilReady({ timeoutMs: 15_000 });
    });

    afterAll(() => client.close());

    const differences = async (cases: readonly TestCase[], flags: Flags): Promise<string[]> => {
      const answers = await client.run(
        cases.map(({ inputs }) => inputs),
        flags,
      );
      expect(answers).toHaveLength(cases.length);
      const found = await Promise.all(
        answers.map((answer, at) => checkAnswer(cases[at]!, answer, flags, bundle.metadata)),
      );
      return found.flat();
    };

    it.each(testCases.map((testCase) => [testCase.name, testCase] as const))(
      'answers %s as expected, alone and eight times over',
      async (_, testCase) => {
        for (const flags of ALL_FLAGS) {
          expect(await differences([testCase], flags)).toEqual([]);
          expect(await differences(new Array<TestCase>(8).fill(testCase), flags)).toEqual([]);
        }
      },
    );

    it('answers all of its cases in one request, so that a bad item fails alone', async () => {
      expect(await differences([...testCases, ...testCases], ALL_FLAGS[0]!)).toEqual([]);
    });
  });

  describe('over every protocol', () => {
    let protocols: readonly [Protocol, ...Protocol[]];

    beforeAll(() => {
      const http = server.addresses.find(({ name }) => name === 'http')!.port;
      protocols = everyProtocol({ grpc: server.port, http });
    });

    afterAll(() => protocols.forEach((protocol) => protocol.close()));

    it.each(titled)('%s answers its cases as it does over the first', async (name, model) => {
      const { bundle, testCases } = model;
      const asked = { ref: { name }, metadata: bundle.metadata };
      const [first, ...others] = protocols;
      for (const testCase of testCases) {
        const carrying = others.filter((protocol) => protocol.objection(asked, testCase) === undefined);
        // What no tensors are is refused before; JSON carries no pictures.
        if ('outputs' in testCase.expected) expect(carrying.length).toBeGreaterThanOrEqual(others.length - 1);
        for (const flags of ALL_FLAGS) {
          const expected = await first.ask(asked, testCase, flags);
          for (const protocol of carrying) {
            const answer = await protocol.ask(asked, testCase, flags);
            // What is refused before the model sees it is told in each protocol's own words.
            expect(answer.success).toBe(expected.success);
            if (!answer.success || !expected.success) continue;
            // A stream without a piece says nothing of its outputs.
            const nothing = Object.fromEntries(Object.keys(expected.output).map((key) => [key, Buffer.alloc(0)]));
            expect({ ...nothing, ...answer.output }).toEqual(expected.output);
          }
        }
      }
    });
  });

  describe.each(streaming)('%s, streamed', (name, { bundle, testCases }) => {
    it.each(testCases.map((testCase) => [testCase.name, testCase] as const))(
      'gives, piece by piece, what %s expects',
      async (_, testCase) => {
        for (const flags of ALL_FLAGS) {
          const answer = await readStream(server, name, testCase, flags);
          expect(await checkAnswer(testCase, answer, flags, bundle.metadata)).toEqual([]);
        }
      },
    );
  });
});
