import { execFileSync } from 'node:child_process';
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { tensorBytes } from '../../../../../src/contract';
import { ServingError } from '../../../../../src/core/errors';
import { documentedPath } from '../../../../../src/protocols/open-inference/rest/openapi';
import { until } from '../../../../support/until';
import { answerWith } from './fake-open-inference';
import { RestFixture } from './rest-fixture';

interface Operation {
  readonly requestBody?: { readonly content: Record<string, { schema: object | boolean; example?: object }> };
  readonly responses: { readonly 200: { readonly content?: Record<string, { schema: object | boolean }> } };
}
interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
}

let rest: RestFixture;

beforeEach(async () => {
  rest = await new RestFixture().start();
});

afterEach(() => rest.stop());

function text(...texts: string[]): Uint8Array {
  return tensorBytes({ datatype: 'BYTES', shape: [texts.length], data: texts.map((each) => Buffer.from(each)) });
}

/** A model that makes text from text. */
function speak(): void {
  const { openInference } = rest;
  openInference.described = {
    ...openInference.described,
    inputs: [
      { name: 'prompt', datatype: 'BYTES', shape: [-1, 1] },
      { name: 'seed', datatype: 'INT64', shape: [-1, 1] },
    ],
    outputs: [{ name: 'reply', datatype: 'BYTES', shape: [-1, 1] }],
  };
}

function reply(said: string) {
  const parameters = new Map();
  const outputs = [{ name: 'reply', datatype: 'BYTES' as const, shape: [1, 1], parameters, bytes: text(said) }];
  return answerWith('BYTES', [1], undefined, { outputs });
}

const GOLDEN: [string, unknown][] = [
  ['/v2', { name: 'template', version: '1.0.0', extensions: ['binary_tensor_data'] }],
  ['/v2/', { name: 'template', version: '1.0.0', extensions: ['binary_tensor_data'] }],
  ['/v2/health/live?a=b', { live: true }],
  ['/v2/health/ready', { ready: true }],
  ['/v2/models', { models: ['digits'] }],
  ['/v2/models/stats', { model_stats: [] }],
  ['/v2/models/digits/stats', { model_stats: [] }],
  ['/v2/models/digits/versions/1/ready', { name: 'digits', ready: true }],
  ['/v2/models/digits/config', { name: 'digits', max_batch_size: 8 }],
  ['/docs/examples.json', [{ model: 'digits', version: '1' }]],
  ['/v2/systemsharedmemory/status', [{ name: 'r', key: '/k', offset: 0, byte_size: 64 }]],
  ['/v2/systemsharedmemory/region/x/status', [{ name: 'x', key: '/k', offset: 0, byte_size: 64 }]],
];

describe('the routes over REST', () => {
  it('of readiness are open, as over gRPC', () => {
    const routes = rest.service.routes.filter(({ name }) => /Live|Ready/.test(name));
    expect(routes.map(({ path, access }) => [path, access])).toEqual([
      ['/v2/health/live', 'open'],
      ['/v2/health/ready', 'open'],
      ['/v2/models/:model/ready', 'open'],
      ['/v2/models/:model/versions/:version/ready', 'open'],
    ]);
  });

  it.each(GOLDEN)('answer GET %s', async (path, json) => {
    expect(await rest.get(path)).toMatchObject({ status: 200, type: 'application/json', json });
  });

  it('say who is not ready with an error (6)', async () => {
    rest.openInference.isReady = false;
    const answers = [await rest.get('/v2/health/ready'), await rest.get('/v2/models/digits/ready')];
    expect(answers.map(({ status, text: body }) => [status, body])).toEqual([
      [503, '{"error":"Server is not ready."}'],
      [503, '{"error":"Model with name digits is not ready."}'],
    ]);
    expect(await rest.get('/v2/models/other/ready')).toMatchObject({ status: 404, type: 'application/json' });
  });

  it('say what is not there in the type that clients compare', async () => {
    expect(await rest.get('/v2/nowhere')).toMatchObject({
      status: 404,
      type: 'application/json',
      json: { error: 'Not Found. There is no GET /v2/nowhere on this port.' },
    });
  });

  it('load and unload models, with files and without a body (4.4)', async () => {
    const loaded = await rest.post('/v2/repository/models/m/load', {
      parameters: { config: '{}', 'file:1/model.onnx': 'AQI=' },
    });
    const unloaded = await rest.post('/v2/repository/models/m/unload');
    expect([loaded.json, unloaded.json]).toEqual([
      { name: 'm', load: true },
      { name: 'm', unload: true },
    ]);
    const files = new Map<string, unknown>([
      ['config', '{}'],
      ['file:1/model.onnx', 'AQI='],
    ]);
    expect(rest.openInference.asked).toEqual([
      ['load', 'm', files],
      ['unload', 'm', new Map()],
    ]);
  });

  it('list the repository, and refuse to have several (4.1, 4.4)', async () => {
    const all = await rest.post('/v2/repository/index');
    await rest.post('/v2/repository/index', { ready: true });
    expect([all.json, rest.openInference.asked]).toEqual([
      [{ name: 'digits', version: '1', state: 'READY' }],
      [false, true],
    ]);
    expect(await rest.post('/v2/repository/index', { ready: 1 })).toMatchObject({
      status: 400,
      json: { error: "Invalid value for 'ready': expected a boolean" },
    });
    for (const asked of ['models/m/load', 'index']) {
      expect(await rest.post(`/v2/repository/mine/${asked}`)).toMatchObject({
        status: 501,
        json: { error: "'repository_name' specification is not supported" },
      });
    }
  });

  it('register and forget shared memory (4.7)', async () => {
    const region = '/v2/systemsharedmemory/region/r';
    expect(await rest.post(`${region}/register`, { key: '/k', byte_size: 8 })).toMatchObject({ status: 200, text: '' });
    await rest.post(`${region}/unregister`);
    await rest.post('/v2/systemsharedmemory/unregister');
    expect(rest.openInference.asked).toEqual([{ name: 'r', key: '/k', offset: 0, byteSize: 8 }, 'r', '']);
    const refused = [
      await rest.post(`${region}/register`, { byte_size: 8 }),
      await rest.post('/v2/systemsharedmemory/register', { key: '/k', byte_size: 8 }),
    ];
    expect(refused.map(({ json }) => json)).toEqual([
      { error: "Shared memory register request has no 'key' field" },
      { error: "'region name' is necessary to register system shared memory region" },
    ]);
  });

  it('generate text, with more inputs and parameters (4.9)', async () => {
    speak();
    rest.openInference.answers = [reply('Hello.')];
    const given = { id: 'a', text_input: 'Hi', seed: 7, top_k: 3, parameters: { temperature: 0.5, stop: ['x'] } };
    const { status, text: body } = await rest.post('/v2/models/digits/generate', given);
    expect([status, body]).toEqual([200, '{"model_name":"digits","model_version":"1","text_output":"Hello."}']);
    const [message] = rest.openInference.messages;
    expect(message!.inputs.map(({ name, shape }) => [name, shape])).toEqual([
      ['prompt', [1, 1]],
      ['seed', [1, 1]],
    ]);
    expect(Buffer.from(message!.inputs[0]!.bytes!).toString()).toBe('\u0002\0\0\0Hi');
    expect([...message!.parameters]).toEqual([
      ['temperature', 0.5],
      ['stop', '["x"]'],
      ['top_k', 3n],
    ]);
  });

  it('generate with every digit of the parameters', async () => {
    speak();
    rest.openInference.answers = [reply('Hello.')];
    const given = '{"text_input":"Hi","top_k":9007199254740993,"parameters":{"seed_of_all":9007199254740995}}';
    expect(await rest.post('/v2/models/digits/generate', given)).toMatchObject({ status: 200 });
    expect([...rest.openInference.messages[0]!.parameters]).toEqual([
      ['seed_of_all', 9007199254740995n],
      ['top_k', 9007199254740993n],
    ]);
  });

  it.each([
    [422, {}, undefined],
    [422, { text_input: 'Hi', parameters: { top_p: 2 } }, undefined],
    [424, { text_input: 'Hi' }, new ServingError('model-failed', 'It threw.')],
    [429, { text_input: 'Hi' }, new ServingError('resource-exhausted', 'Full.')],
    [404, { text_input: 'Hi' }, new ServingError('not-found', 'None.')],
  ])('generate with the status %d (4.9)', async (status, given, failure) => {
    speak();
    for (const verb of ['generate', 'generate_stream']) {
      if (failure !== undefined) rest.openInference.answers = [failure];
      const answer = await rest.post(`/v2/models/digits/${verb}`, given);
      expect([answer.status, answer.type, Object.keys(Object(answer.json) as object)]).toEqual([
        status,
        'application/json',
        ['error'],
      ]);
    }
  });

  it('refuse to generate with a model that makes no text from text', async () => {
    expect(await rest.post('/v2/models/digits/generate', { text_input: 'Hi' })).toMatchObject({ status: 422 });
  });

  it('stream text as events, and an error as the last one (4.9)', async () => {
    speak();
    const final = answerWith('BYTES', [1], undefined, { outputs: [] });
    rest.openInference.answers = [reply('Hel'), reply('lo.'), final, new ServingError('model-failed', 'It threw.')];
    const { status, type, text: body } = await rest.post('/v2/models/digits/generate_stream', { text_input: 'Hi' });
    expect([status, type]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect(body).toBe(
      'data: {"model_name":"digits","model_version":"1","text_output":"Hel"}\n\n' +
        'data: {"model_name":"digits","model_version":"1","text_output":"lo."}\n\n' +
        'data: {"error":"It threw."}\n\n',
    );
    expect(rest.openInference.streamsEnded).toBe(1);
    await until(() => rest.records.length === 1);
    expect(rest.records).toMatchObject([{ outcome: 'model-failed' }]);
  });

  it('end the work of a stream whose client hangs up before its first event', async () => {
    speak();
    const { openInference } = rest;
    let answerFirst: () => void = () => undefined;
    openInference.firstAnswer = new Promise((resolve) => (answerFirst = resolve));
    openInference.answers = [reply('Hel'), reply('lo.')];
    const client = new AbortController();
    const asking = rest.post('/v2/models/digits/generate_stream', { text_input: 'Hi' }, {}, client.signal);
    await until(() => openInference.messages.length === 1);
    client.abort();
    await expect(asking).rejects.toThrow('aborted');
    await until(() => rest.records.length === 1);
    answerFirst();
    await until(() => openInference.streamsEnded === 1);
    expect(rest.records).toMatchObject([{ outcome: 'cancelled' }]);
  });
});

describe('the document of the routes', () => {
  it('has every route and no other', async () => {
    const { paths } = (await rest.get('/openapi.json')).json as Document;
    const documented = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((each) => `${each} ${path}`),
    );
    const served = rest.service.routes.map((route) => `${route.method.toLowerCase()} ${documentedPath(route)}`);
    expect(documented.sort()).toEqual(served.sort());
  });

  it('is OpenAPI 3.1', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'openapi-'));
    const file = join(folder, 'openapi.json');
    writeFileSync(file, (await rest.get('/openapi.json')).bytes);
    const validate = join(
      __dirname,
      '../../../../../../node_modules/@seriousme/openapi-schema-validator/bin/validate-api-cli.js',
    );
    try {
      expect(() => execFileSync(process.execPath, [validate, file], { stdio: 'pipe' })).not.toThrow();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('describes the answers that are given', async () => {
    const { paths } = (await rest.get('/openapi.json')).json as Document;
    const ajv = new Ajv({ strict: false });
    for (const [path] of GOLDEN) {
      const documented = path
        .replace(/\?.*/, '')
        .replace('digits', '{model}')
        .replace('versions/1', 'versions/{version}');
      const operation = paths[documented.replace('region/x', 'region/{name}')]!['get']!;
      const { schema } = operation.responses[200].content!['application/json']!;
      const { json } = await rest.get(path);
      expect([path, ajv.validate(schema, json), ajv.errors]).toEqual([path, true, null]);
    }
  });

  it('has an example for every body in JSON, which fits its schema', async () => {
    const { paths } = (await rest.get('/openapi.json')).json as Document;
    const operations = Object.values(paths).flatMap((item) => Object.values(item));
    const bodies = operations.flatMap(({ requestBody }) => requestBody?.content['application/json'] ?? []);
    expect(bodies.length).toBeGreaterThan(10);
    const ajv = new Ajv({ strict: false });
    for (const { schema, example } of bodies)
      expect([example, ajv.validate(schema, example), ajv.errors]).toEqual([expect.any(Object), true, null]);
  });

  it('has a page that asks nobody but this server', async () => {
    const page = await rest.get('/docs');
    const sources = [...page.text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, source]) => source!);
    expect(sources).toEqual(['data:,', '/docs/swagger-ui.css', '/docs/swagger-ui-bundle.js', '/docs/start.js']);
    for (const source of sources.slice(1)) expect(await rest.get(source)).toMatchObject({ status: 200 });
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
  });
});
