import { status as grpcStatus } from '@grpc/grpc-js';
import { resultOf } from '../support/modzy-client';
import { startTestServer, type TestServer, type TestServerOptions } from '../support/start-test-server';
import { declaredInput } from '../support/test-bundle';

let server: TestServer;
const start = async (options?: TestServerOptions) =>
  (server = await startTestServer({ env: { WORKERS: '1' }, ...options }));
afterEach(() => server.stop());

const OK = { status_code: 200, status: 'OK' };
const SERVER_ERROR = { status_code: 500, status: 'Internal Server Error' };
const FAILED = 'Failed to process model input. Exception Encountered:';
const NOT_INITIALIZED = 'Failed to process model input. Model has not been initialized for inference.';

const METADATA = {
  model_info: {
    model_name: 'Scripted Model',
    model_version: '1.2.3',
    model_author: 'Ada Lovelace <ada@example.org>',
    model_type: 'grpc',
    source: 'CUSTOM',
  },
  description: { summary: 'It obeys.', details: 'To the letter.', technical: '#OVERVIEW:', performance: 'Perfect.' },
  inputs: [
    { filename: 'command', accepted_media_types: ['text/plain'], max_size: '1M', description: 'What command is.' },
  ],
  outputs: [
    {
      filename: 'results.json',
      media_type: 'application/json',
      max_size: '1M',
      description: 'What results.json is.',
    },
  ],
  resources: { required_ram: '512M', num_cpus: 0.5, num_gpus: 0 },
  timeout: { status: '20s', run: '20s' },
  features: {
    adversarial_defense: false,
    batch_size: 4,
    retrainable: true,
    results_format: 'textClassification',
    drift_format: '',
    explanation_format: '',
  },
};

describe('section 2: Status', () => {
  test('"Status, first call, model constructed: 200 OK Model Initialized Successfully. + all metadata"; later calls "Model Already Initialized."', async () => {
    await start();
    const first = (await server.client.status()).response;
    expect(first).toEqual({ ...OK, message: 'Model Initialized Successfully.', ...METADATA });
    const second = (await server.client.status()).response;
    expect(second).toEqual({ ...OK, message: 'Model Already Initialized.', ...METADATA });
  });

  test('4.17 "the first Status waits for it and still answers Model Initialized Successfully."', async () => {
    await start({ onLoad: 'until-told' });
    const first = server.client.status();
    server.bundle.onLoad('');
    expect((await first).response).toMatchObject({ ...OK, message: 'Model Initialized Successfully.' });
  });

  test('"Status, constructor throws: 500 Internal Server Error Model Failed to Initialize. + all metadata; the next Status tries again", 4.14 "the cause goes to the log and to trailing metadata"', async () => {
    await start({ onLoad: 'throw no weights in größe' });
    const { response, trailers } = await server.client.status();
    expect(response).toEqual({ ...SERVER_ERROR, message: 'Model Failed to Initialize.', ...METADATA });
    const [reason] = trailers.get('model-failure-reason');
    expect(decodeURIComponent(String(reason))).toBe('no weights in größe');
    expect((await server.log.waitFor('The model failed to load.')).level).toBe('error');

    server.bundle.onLoad('');
    await untilInitialized();
  });

  /** The back-off after two failures is a second. */
  async function untilInitialized(): Promise<void> {
    for (;;) {
      const { response } = await server.client.status();
      if (response.status_code === 200) return expect(response.message).toBe('Model Initialized Successfully.');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  test('4.14 a cause that is no well-formed text is told all the same', async () => {
    await start({ onLoad: 'throw-half-a-character' });
    expect((await server.client.status()).response).toMatchObject({
      ...SERVER_ERROR,
      message: 'Model Failed to Initialize.',
    });
  });

  test('section 6 "[null] is reported as ["not provided"]"', async () => {
    await start({ metadata: { inputs: [declaredInput('command', { acceptedMediaTypes: [] })] } });
    expect((await server.client.status()).response.inputs[0]!.accepted_media_types).toEqual(['not provided']);
  });
});

describe('section 2: Run', () => {
  test('"Run, whatever the items: OK 200 OK Inference executed"', async () => {
    await start();
    const response = await server.client.runCommands(['a', 'refuse', 'throw']);
    expect(response).toMatchObject({ ...OK, message: 'Inference executed' });
    expect(response.outputs.map(({ success }) => success)).toEqual([true, false, false]);
  });

  test('"Run with zero inputs, model loaded: Inference executed, no outputs"', async () => {
    await start();
    expect(await server.client.runCommands([])).toEqual({ ...OK, message: 'Inference executed', outputs: [] });
  });

  test.each([
    [
      '"Item succeeded: success = true, output = the model\'s map"',
      'a',
      true,
      expect.objectContaining({ command: 'a' }),
    ],
    [
      '"Item failed: Failed to process model input. Exception Encountered: <error text>"',
      'throw',
      false,
      `${FAILED} the model is confused`,
    ],
    ['4.3 "an error key in the returned map makes success = false"', 'error-key', false, `${FAILED} it went wrong`],
    [
      '4.4 "success = false with an error text that says the model returned no output"',
      'nothing',
      false,
      `${FAILED} The model returned no output for this item.`,
    ],
    [
      '4.5 "the item fails naming the missing output files"',
      'empty',
      false,
      `${FAILED} The model did not return the output "results.json", which it declares.`,
    ],
    [
      '4.6 "other types fail the item with the type named"',
      'number',
      false,
      `${FAILED} The model's output "results.json" is a number; expected bytes (Uint8Array), text or a tensor.`,
    ],
    [
      '4.15 "the item fails; the server answers"',
      'exit 0',
      false,
      `${FAILED} The model's worker process ended while it held this: it exited with code 0.`,
    ],
    [
      'a declared size of an output is enforced',
      'too-large',
      false,
      `${FAILED} The model returned 2000000 bytes for "results.json"; it declares at most 1M (1000000 bytes).`,
    ],
  ])('%s', async (_, command, success, result) => {
    await start();
    const { outputs } = await server.client.runCommands([command]);
    expect(outputs).toHaveLength(1);
    expect(outputs[0]!.success).toBe(success);
    expect(Object.keys(outputs[0]!.output)).toEqual([success ? 'results.json' : 'error']);
    expect(resultOf(outputs[0]!)).toEqual(result);
  });

  test('4.7 "output["error"] is JSON {"error_message": "<text>"} for model-made and server-made errors alike"', async () => {
    await start();
    const { outputs } = await server.client.runCommands(['throw', 'error-key', 'nothing']);
    for (const { output } of outputs) {
      expect(Object.keys(JSON.parse(String(output['error'])) as object)).toEqual(['error_message']);
    }
  });

  test('4.6 "text is encoded as UTF-8", and 5.1 the envelope is compact', async () => {
    await start();
    const { outputs } = await server.client.runCommands(['text']);
    expect(String(outputs[0]!.output['results.json'])).toBe('grüße');
    const [item] = (await server.client.runCommands(['spin-for 1'])).outputs;
    expect(String(item!.output['results.json'])).toBe('{"data":{"result":"spun","explanation":null,"drift":null}}');
  });

  test('3 "detect_drift, explain: request-wide, passed to the model unchanged"', async () => {
    await start();
    const inputs = ['a', 'b'].map((command) => ({ input: { command: Buffer.from(command) } }));
    const { response } = await server.client.run({ inputs, detect_drift: true, explain: true });
    expect(response.outputs.map(resultOf)).toMatchObject([
      { drift: true, explain: true },
      { drift: true, explain: true },
    ]);
  });

  test('4.9 "batch calls hold at most maxBatchSize items; larger requests are split and results joined in order"', async () => {
    await start();
    const commands = Array.from({ length: 20 }, (_, index) => `c${index}`);
    const results = (await server.client.results(commands)) as { command: string; batch: number }[];
    expect(results.map(({ command }) => command)).toEqual(commands);
    expect(results.map(({ batch }) => batch)).toEqual(Array(20).fill(4));
  });

  test.each(['throw-in-batch', 'short-batch', 'sparse-batch'])(
    '3 "one single call per item" after a batch that did "%s"; 4.2 "the number of outputs always equals the number of inputs"',
    async (command) => {
      await start();
      const results = await server.client.results([command, 'b', 'c']);
      expect(results).toHaveLength(3);
      if (command !== 'sparse-batch') expect(results).toMatchObject([{ batch: 1 }, { batch: 1 }, { batch: 1 }]);
      // The server is still there.
      expect(await server.client.results(['a'])).toMatchObject([{ command: 'a' }]);
    },
  );
});

describe('section 4: a model that is not ready', () => {
  test('4.1 "one item per input with success = false … zero inputs → zero outputs. Choice: status_code 500"', async () => {
    await start({ onLoad: 'throw' });
    await server.log.waitFor('The model failed to load.');
    const top = { ...SERVER_ERROR, message: 'Model has not been initialized for inference.' };
    const response = await server.client.runCommands(['a', 'b']);
    expect(response).toMatchObject(top);
    expect(response.outputs.map(resultOf)).toEqual([NOT_INITIALIZED, NOT_INITIALIZED]);
    expect(response.outputs.map(({ success }) => success)).toEqual([false, false]);
    expect(await server.client.runCommands([])).toEqual({ ...top, outputs: [] });
  });

  test('4.1 a Run while the model loads is answered at once', async () => {
    await start({ onLoad: 'until-told' });
    expect(await server.client.results(['a'])).toEqual([NOT_INITIALIZED]);
    server.bundle.onLoad('');
  });
});

describe('section 1.3: transport', () => {
  test('"Message limit: Larger → RPC RESOURCE_EXHAUSTED", received and sent', async () => {
    await start({ env: { WORKERS: '1', MAX_MESSAGE_BYTES: '1000' } });
    await expect(server.client.results(['x'.repeat(2000)])).rejects.toMatchObject({
      code: grpcStatus.RESOURCE_EXHAUSTED,
      details: expect.stringMatching(/Received message larger than max \(\d+ vs\.? 1000\)/) as string,
    });
    await expect(server.client.results(Array<string>(30).fill('a'))).rejects.toMatchObject({
      code: grpcStatus.RESOURCE_EXHAUSTED,
      details: expect.stringMatching(/Sent message larger than max \(\d+ vs\.? 1000\)/) as string,
    });
    expect(await server.client.results(['a'])).toMatchObject([{ command: 'a' }]);
  });

  test('"Shutdown, any time: OK 200 OK Model Shutdown Successfully.", 4.12 "then drain running calls, close the listener"', async () => {
    await start();
    expect((await server.client.shutdown()).response).toEqual({ ...OK, message: 'Model Shutdown Successfully.' });
    await server.stopped;
    await expect(server.client.status({ deadlineMs: 2000 })).rejects.toMatchObject({ code: grpcStatus.UNAVAILABLE });
  });

  test('"Shutdown, any time": also when the model failed to load', async () => {
    await start({ onLoad: 'throw' });
    await server.log.waitFor('The model failed to load.');
    expect((await server.client.shutdown()).response).toMatchObject(OK);
    await server.stopped;
  });
});
