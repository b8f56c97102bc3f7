import { loadMethods } from '../support/grpc-client';
import { startTestServer, type TestServer } from '../support/start-test-server';

const PROTO = 'node_modules/@grpc/reflection/build/proto/grpc/reflection/v1/reflection.proto';
const { path, requestSerialize, responseDeserialize } = loadMethods(PROTO, 'grpc.reflection.v1.ServerReflection')[
  'ServerReflectionInfo'
]!;

interface ReflectionResponse {
  readonly list_services_response?: { readonly service: readonly { readonly name: string }[] };
  readonly file_descriptor_response?: { readonly file_descriptor_proto: readonly Buffer[] };
  readonly error_response?: { readonly error_code: number };
}

let server: TestServer;
beforeAll(async () => (server = await startTestServer({ env: { WORKERS: '1' } })));
afterAll(() => server.stop());

function ask(question: Readonly<Record<string, string>>): Promise<ReflectionResponse> {
  const stream = server.client.channel.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
  return new Promise((resolve, reject) => {
    stream.on('data', (answer: ReflectionResponse) => {
      resolve(answer);
      stream.end();
    });
    stream.on('error', reject);
    stream.write(question);
  });
}

test.each(['ModzyModel', 'inference.GRPCInferenceService'])('lists %s', async (service) => {
  const { list_services_response: list } = await ask({ list_services: '' });
  expect(list?.service.map(({ name }) => name)).toContain(service);
});

const MODZY = ['ModzyModel', 'Shutdown', 'InputItem', 'detect_drift'];
const OPEN_INFERENCE = ['GRPCInferenceService', 'ModelStreamInfer', 'InferTensorContents', 'raw_input_contents'];

test.each([
  ['ModzyModel', MODZY],
  ['RunRequest', MODZY],
  ['inference.GRPCInferenceService', OPEN_INFERENCE],
  ['inference.ModelInferRequest.InferInputTensor', OPEN_INFERENCE],
])('returns the descriptor of the file with %s', async (symbol, names) => {
  const { file_descriptor_response: files } = await ask({ file_containing_symbol: symbol });
  const bytes = Buffer.concat(files?.file_descriptor_proto.map((file) => Buffer.from(file)) ?? []).toString('latin1');
  for (const name of names) expect(bytes).toContain(name);
});

test('says NOT_FOUND for what it does not know', async () => {
  expect((await ask({ file_containing_symbol: 'Nobody' })).error_response?.error_code).toBe(5);
});
