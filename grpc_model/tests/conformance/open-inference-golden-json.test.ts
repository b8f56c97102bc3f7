import { rmSync, writeFileSync } from 'node:fs';
import { GoldenRest, ROUTES, type ExpectedAnswer, type SentRequest } from '../support/golden-rest';

// Contract: ../shared/contracts/open-inference.md, whose sections the quotations name.

const REGION = `golden-json-${process.pid}`;

let target: GoldenRest;
const expectAnswer = (call: string, expected: ExpectedAnswer, sent?: SentRequest) =>
  target.expectAnswer(call, expected, sent);

beforeAll(async () => {
  writeFileSync(`/dev/shm/${REGION}`, 'abcdefgh');
  target = await GoldenRest.start();
});

afterAll(async () => {
  await target.stop();
  rmSync(`/dev/shm/${REGION}`);
});

const INPUT = '"name":"x","shape":[1,2],"datatype":"FP32"';

const METADATA =
  '{"name":"echo","versions":["1"],"platform":"onnx_onnxv1","inputs":[{"name":"x","datatype":"FP32","shape":[-1,2]}],' +
  '"outputs":[{"name":"y","datatype":"FP32","shape":[-1,2]}]}';

const CONFIG =
  '{"name":"echo","platform":"onnx_onnxv1","backend":"onnxruntime","version_policy":{"latest":{"num_versions":1}},' +
  '"max_batch_size":32,"input":[{"name":"x","data_type":"TYPE_FP32","dims":[2]}],' +
  '"output":[{"name":"y","data_type":"TYPE_FP32","dims":[2]}],' +
  '"instance_group":[{"name":"echo","count":1,"kind":"KIND_CPU"}],' +
  '"dynamic_batching":{"preferred_batch_size":[],"max_queue_delay_microseconds":0,"priority_levels":3,' +
  '"default_priority_level":2,"default_queue_policy":{"max_queue_size":1024}},' +
  '"parameters":{"version":{"string_value":"1"}},"model_transaction_policy":{"decoupled":false}}';

const NEVER = '{"count":0,"ns":0}';
const STATISTICS =
  '{"model_stats":[{"name":"idle","version":"1","last_inference":0,"inference_count":0,"execution_count":0,' +
  `"inference_stats":{"success":${NEVER},"fail":${NEVER},"queue":${NEVER},"compute_input":${NEVER},` +
  `"compute_infer":${NEVER},"compute_output":${NEVER},"cache_hit":${NEVER},"cache_miss":${NEVER}},` +
  '"response_stats":{},"batch_stats":[],"memory_usage":[]}]}';

describe('what is known', () => {
  // Section 2: "server metadata | `GET /v2` (the YAML says `/v2/`; serve both) | `{name, version, extensions[]}`".
  test.each(['/v2', '/v2/', '/v2?a=b'])('server metadata at %s', (path) =>
    expectAnswer(`GET ${path}`, {
      text:
        '{"name":"model-container","version":"1.2.3","extensions":["classification","model_repository",' +
        '"model_repository(unload_dependents)","schedule_policy","model_configuration","binary_tensor_data","parameters",' +
        '"statistics","system_shared_memory"]}',
    }),
  );

  // Section 6: "JSON (`{"live":…}`, `{"ready":…}`, `{"name","ready"}`): Triton's client reads only the status"; "503 with
  // `{"error":…}` (both clients only test for 200 / success)". One model here is broken.
  test('health', async () => {
    await expectAnswer('GET /v2/health/live', { text: '{"live":true}' });
    await expectAnswer('GET /v2/health/ready', { status: 503, text: '{"error":"Server is not ready."}' });
    for (const path of ['echo/ready', 'echo/versions/1/ready'])
      await expectAnswer(`GET /v2/models/${path}`, { text: '{"name":"echo","ready":true}' });
    await expectAnswer('GET /v2/models/broken/ready', {
      status: 503,
      text: '{"error":"Model with name broken is not ready."}',
    });
  });

  // Section 2.4: "`GET /v2/models` | `{"models":[…names]}`".
  test('names', () =>
    expectAnswer('GET /v2/models', { text: '{"models":["broken","echo","idle","scripted-model","text"]}' }));

  // Section 2: "model metadata | `GET /v2/models/{m}[/versions/{v}]` | `{name, versions?[string], platform, inputs[],
  // outputs[], properties?}`"; "Metadata tensor: `{name, datatype, shape[]}`".
  test.each(['echo', 'echo/versions/1'])('metadata of %s', (path) =>
    expectAnswer(`GET /v2/models/${path}`, { text: METADATA }),
  );

  // Section 3.3: "In HTTP JSON int64 fields of the configuration are JSON numbers and enums are names".
  test.each(['echo', 'echo/versions/1'])('configuration of %s', (path) =>
    expectAnswer(`GET /v2/models/${path}/config`, { text: CONFIG }),
  );

  // Section 4.5: "`{"model_stats":[{name, version, last_inference, inference_count, execution_count, inference_stats{…},
  // response_stats{}, batch_stats[…], memory_usage[…]}]}`. Path without a model: `/v2/models/stats`."
  test('statistics', async () => {
    await expectAnswer('GET /v2/models/idle/stats', { text: STATISTICS });
    await expectAnswer('GET /v2/models/idle/versions/1/stats', { text: STATISTICS });
    const { text } = await target.ask('GET /v2/models/stats');
    expect(text).toContain(STATISTICS.slice('{"model_stats":['.length, -']}'.length));
    expect(text.match(/"name":"[^"]*"/g)).toHaveLength(5);
  });

  // Section 6: "404 / NOT_FOUND with Triton's sentence"; section 3.7: "`Request for unknown model: '<m>' is not found`",
  // "`Request for unknown model: '<m>' version N is not found`". Section 4.5: "`requested model '<m>' is not available`".
  test.each([
    ['/v2/models/nobody', "Request for unknown model: 'nobody' is not found."],
    ['/v2/models/nobody/ready', `Request for unknown model: 'nobody' is not found"}`],
    ['/v2/models/nobody/config', "Request for unknown model: 'nobody' is not found."],
    ['/v2/models/echo/versions/7', "Request for unknown model: 'echo' version 7 is not found."],
    ['/v2/models/nobody/stats', "requested model 'nobody' is not available"],
    ['/v2/models/echo/versions/7/stats', "requested model version is not available for model 'echo'"],
  ])('nothing at %s', async (path, sentence) => {
    const { status, headers, text } = await target.ask(`GET ${path}`);
    expect([status, headers['content-type']]).toEqual([404, 'application/json']);
    expect(text.slice(0, '{"error":"'.length + sentence.length)).toBe(`{"error":"${sentence}`);
  });

  // Section 4.1: "Unknown path 404 `{"error":"Not Found"}`; wrong verb 405 `{"error":"Method Not Allowed"}`."
  test('a path or a verb that there is not', async () => {
    await expectAnswer('GET /v2/nothing', {
      status: 404,
      text: '{"error":"Not Found. There is no GET /v2/nothing on this port."}',
    });
    await expectAnswer('DELETE /v2/models/echo', {
      status: 405,
      text: '{"error":"Method Not Allowed. DELETE /v2/models/:model is not offered; expected GET, HEAD."}',
    });
  });
});

describe('the repository', () => {
  const READY = ['echo', 'idle'].map((name) => `{"name":"${name}","version":"1","state":"READY","reason":""}`);
  const WRAPPERS = ['scripted-model', 'text'].map(
    (name) => `{"name":"${name}","version":"1.2.3","state":"READY","reason":""}`,
  );

  // Section 4.4: "empty, or `{"ready": bool}` (else 400 `Invalid value for 'ready': expected a boolean`) | 200
  // `[{"name","version"?,"state"?,"reason"?}]`".
  test('index', async () => {
    const text = `[${[...READY, ...WRAPPERS].join(',')}]`;
    await expectAnswer('POST /v2/repository/index', { text }, { body: '{"ready":true}' });
    const { text: all } = await target.ask('POST /v2/repository/index');
    expect(all).toContain('{"name":"broken","version":"1","state":"UNAVAILABLE","reason":"');
    await expectAnswer(
      'POST /v2/repository/index',
      { status: 400, text: `{"error":"Invalid value for 'ready': expected a boolean"}` },
      { body: '{"ready":1}' },
    );
  });

  // Section 6: "JSON `{"name","load":true}` / `{"name","unload":true}`". Section 4.1: "`repository_name` in a load/unload path
  // → 501 `'repository_name' specification is not supported`".
  test('load and unload', async () => {
    const body = '{"parameters":{"unload_dependents":true}}';
    await expectAnswer('POST /v2/repository/models/idle/unload', { text: '{"name":"idle","unload":true}' }, { body });
    await expectAnswer('POST /v2/repository/models/idle/load', { text: '{"name":"idle","load":true}' });
    for (const rest of ['index', 'models/idle/load', 'models/idle/unload']) {
      const text = `{"error":"'repository_name' specification is not supported"}`;
      await expectAnswer(`POST /v2/repository/mine/${rest}`, { status: 501, text });
    }
  });
});

describe('system shared memory', () => {
  const STATUS = `[{"name":"r","key":"/${REGION}","offset":0,"byte_size":8}]`;

  // Section 4.7: "`POST /v2/systemsharedmemory/region/{n}/register` `{"key","offset"?,"byte_size"}`",
  // "`GET …[/region/{n}]/status` → `[{"name","key","offset","byte_size"}]`", "without region = all".
  test('register, status and unregister', async () => {
    const body = `{"key":"/${REGION}","byte_size":8}`;
    const region = '/v2/systemsharedmemory/region/r';
    await expectAnswer(`POST ${region}/register`, { text: '' }, { body });
    await expectAnswer(`GET ${region}/status`, { text: STATUS });
    await expectAnswer('GET /v2/systemsharedmemory/status', { text: STATUS });
    const parameters = '"parameters":{"shared_memory_region":"r","shared_memory_byte_size":8}';
    const { text } = await target.ask('POST /v2/models/echo/infer', {
      body: `{"inputs":[{${INPUT},${parameters}}],"parameters":{"binary_data_output":true}}`,
    });
    expect(text.endsWith('abcdefgh')).toBe(true);
    await expectAnswer(
      `POST ${region}/register`,
      { status: 400, text: `{"error":"shared memory region 'r' already in manager"}` },
      { body },
    );
    await expectAnswer(`POST ${region}/unregister`, { text: '' });
    await expectAnswer('POST /v2/systemsharedmemory/unregister', { text: '' });
    await expectAnswer('GET /v2/systemsharedmemory/status', { text: '[]' });
    await expectAnswer('POST /v2/systemsharedmemory/register', {
      status: 400,
      text: `{"error":"'region name' is necessary to register system shared memory region"}`,
    });
  });
});

// The contract has no documentation routes; what they give is looked at elsewhere.
test.each(ROUTES.filter((route) => /^GET \/(docs|openapi)/.test(route)))('%s is there', async (route) => {
  expect((await target.ask(route)).status).toBe(200);
});

test('no route is without its answer', () => {
  // Those of inference have a file of their own, which says the same of them.
  const others = ROUTES.filter((route) => !/(infer|generate|generate_stream)$/.test(route));
  expect([...target.asked].filter((route) => others.includes(route)).sort()).toEqual(others.sort());
});
