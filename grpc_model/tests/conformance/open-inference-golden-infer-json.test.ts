import { GoldenRest, ROUTES, type ExpectedAnswer, type SentRequest } from '../support/golden-rest';

// Contract: ../shared/contracts/open-inference.md, whose sections the quotations name.

let target: GoldenRest;
const expectAnswer = (call: string, expected: ExpectedAnswer, sent?: SentRequest) =>
  target.expectAnswer(call, expected, sent);

beforeAll(async () => {
  target = await GoldenRest.start();
});

afterAll(() => target.stop());

const INPUT = '"name":"x","shape":[1,2],"datatype":"FP32"';
/** Two FP32 whose bytes are letters. */
const LETTERS = 'abcdefgh';

describe('inference', () => {
  // Section 2.1: "response | `model_name`, `model_version?`, `id`, `parameters?`, `outputs`"; "A given `id` must be returned."
  test.each(['echo', 'echo/versions/1'])('in JSON: %s', (path) =>
    expectAnswer(
      `POST /v2/models/${path}/infer`,
      {
        text: '{"model_name":"echo","model_version":"1","id":"r1","outputs":[{"name":"y","datatype":"FP32","shape":[1,2],"data":[1,-2.5]}]}',
      },
      { body: `{"id":"r1","inputs":[{${INPUT},"data":[[1,-2.5]]}],"outputs":[{"name":"y"}]}` },
    ),
  );

  // Section 4.2: "`Inference-Header-Content-Length: <length of the JSON>`"; "each binary output has
  // `parameters.binary_data_size` and no `data`". Section 6: "omitted if none", of the id.
  test('with binary data both ways', () => {
    const json = `{"inputs":[{${INPUT},"parameters":{"binary_data_size":8}}],"parameters":{"binary_data_output":true}}`;
    const answer =
      '{"model_name":"echo","model_version":"1","outputs":[{"name":"y","datatype":"FP32","shape":[1,2],"parameters":{"binary_data_size":8}}]}';
    return expectAnswer(
      'POST /v2/models/echo/infer',
      { type: 'application/octet-stream', text: `${answer}${LETTERS}`, jsonLength: answer.length },
      { body: `${json}${LETTERS}`, headers: { 'inference-header-content-length': String(json.length) } },
    );
  });

  // Section 4.2: "header value 0 | "raw binary request": the whole body is the single input's data; […] all outputs returned
  // binary. A BYTES body has no length prefix".
  test('of a body that is data alone', () => {
    const head = '{"model_name":"text","model_version":"1.2.3","outputs":[{"name":"text_input-out","datatype":"BYTES"';
    const answer = `${head},"shape":[1],"parameters":{"binary_data_size":9}}]}`;
    return expectAnswer(
      'POST /v2/models/text/infer',
      {
        type: 'application/octet-stream',
        text: `${answer}\u0005\u0000\u0000\u0000hello`,
        jsonLength: answer.length,
      },
      { body: 'hello', headers: { 'inference-header-content-length': '0' } },
    );
  });

  // Section 4.6: "datatype **BYTES** […], shape `[batch?, min(N, count)]`, strings `<value>:<index>[:<label>]`".
  test('with a classification', () =>
    expectAnswer(
      'POST /v2/models/echo/infer',
      {
        text: '{"model_name":"echo","model_version":"1","outputs":[{"name":"y","datatype":"BYTES","shape":[1,2],"data":["0.5:1","0.25:0"]}]}',
      },
      {
        body: `{"inputs":[{${INPUT},"data":[0.25,0.5]}],"outputs":[{"name":"y","parameters":{"classification":3}}]}`,
      },
    ));

  test.each([
    // Section 4.2.
    ['{}', "Unable to parse 'inputs'"],
    ['{"inputs":[{"name":"x","shape":[1,2],"data":[1,2]}]}', "Unable to parse 'datatype'"],
    ['{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP31","data":[1,2]}]}', 'invalid datatype for input x'],
    [`{"inputs":[{${INPUT}}]}`, "Input must set only one of the following fields: 'data', 'binary_data_size' in"],
    [
      `{"inputs":[{${INPUT},"data":[1,2,3]}]}`,
      "Unable to parse 'data': Shape does not match true shape of 'data' field",
    ],
    [`{"inputs":[{${INPUT},"data":[1]}]}`, "Failed to parse 'data' field: shape does not match true shape"],
    [
      `{"inputs":[{${INPUT},"parameters":{"binary_data_size":8}}]}`,
      "must specify valid 'Infer-Header-Content-Length' in request header and 'binary_data_size' when passing inputs in binary data format",
    ],
    [
      `{"inputs":[{${INPUT},"data":[1,2]}],"parameters":{"p":[1]}}`,
      "parameter 'p' has invalid type. It should be either 'int', 'bool', or 'string'.",
    ],
    // Section 4.3.
    [
      `{"inputs":[{${INPUT},"data":[1,2]}],"parameters":{"triton_x":1}}`,
      "parameter keys starting with 'triton_' are reserved for Triton usage and should not be specified.",
    ],
    // Section 3.7.
    [
      `{"inputs":[{${INPUT},"data":[1,2]}],"outputs":[{"name":"z"}]}`,
      "unexpected inference output 'z' for model 'echo'",
    ],
    [
      `{"id":"7","inputs":[{${INPUT},"data":[1,2]}],"outputs":[{"name":"y"},{"name":"y"}]}`,
      "[request id: 7] output 'y' already exists in request",
    ],
    [
      '{"inputs":[]}',
      "[request id: <id_unknown>] expected 1 inputs but got 0 inputs for model 'echo'. Got input(s) []",
    ],
  ])('refuses %s', async (body, sentence) => {
    const { status, text } = await target.ask('POST /v2/models/echo/infer', { body });
    expect(status).toBe(400);
    expect((JSON.parse(text) as { error: string }).error).toContain(sentence);
  });
});

describe('generation', () => {
  // Section 4.9: "`{id?, model_name, model_version, text_output}`".
  const TEXT = '{"id":"r1","model_name":"text","model_version":"1.2.3","text_output":"hello"}';
  const body = '{"id":"r1","text_input":"hello","parameters":{"temperature":0.5}}';

  test.each(['text', 'text/versions/1.2.3'])('of a text: %s', (path) =>
    expectAnswer(`POST /v2/models/${path}/generate`, { text: TEXT }, { body }),
  );

  // "`text/event-stream; charset=utf-8`, each event `data: <JSON>` + blank line".
  test.each(['text', 'text/versions/1.2.3'])('piece by piece: %s', (path) =>
    expectAnswer(
      `POST /v2/models/${path}/generate_stream`,
      { type: 'text/event-stream; charset=utf-8', text: `data: ${TEXT}\n\n` },
      { body },
    ),
  );

  // "an error after the first event is an event `data: {"error":…}` with HTTP 200".
  test('of a wrapper that streams and then fails', () => {
    const piece = '\\"result\\":0,\\"explanation\\":null,\\"drift\\":null';
    const first = `{"model_name":"scripted-model","model_version":"1.2.3","text_output":"{\\"data\\":{${piece}}}"}`;
    return expectAnswer(
      'POST /v2/models/scripted-model/generate_stream',
      {
        type: 'text/event-stream; charset=utf-8',
        text: `data: ${first}\n\ndata: {"error":"the model lost its thread"}\n\n`,
      },
      { body: '{"text_input":"then-throw 1"}' },
    );
  });

  // "errors | `{"error":…}` with 422 input validation, 424 generation error".
  test('that is refused, and that fails', async () => {
    await expectAnswer(
      'POST /v2/models/text/generate',
      { status: 422, text: `{"error":"Unable to parse 'text_input': it is missing"}` },
      { body: '{}' },
    );
    await expectAnswer(
      'POST /v2/models/scripted-model/generate',
      { status: 424, text: '{"error":"the model is confused"}' },
      { body: '{"text_input":"throw"}' },
    );
  });
});

test('no route of inference is without its answer', () => {
  const own = ROUTES.filter((route) => /(infer|generate|generate_stream)$/.test(route));
  expect([...target.asked].sort()).toEqual(own.sort());
});
