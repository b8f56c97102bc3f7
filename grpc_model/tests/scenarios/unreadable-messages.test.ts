import { status as grpcStatus } from '@grpc/grpc-js';
import { connect, loadMethods, unary, type Reply } from '../support/grpc-client';
import { startTestServer, type TestServer } from '../support/start-test-server';

const METHODS = loadMethods('protos/modzy/model.proto', 'ModzyModel');
const LIMIT_BYTES = 100_000;

let server: TestServer;
beforeAll(async () => {
  const env = { WORKERS: '1', MAX_MESSAGE_BYTES: String(LIMIT_BYTES), MAX_PENDING_BYTES: '10000000' };
  server = await startTestServer({ env });
});
afterAll(() => server.stop());

async function send(method: string, bytes: Buffer): Promise<Reply<object>> {
  const channel = connect(server.port);
  try {
    return await unary<object>(channel, { ...METHODS[method]!, requestSerialize: () => bytes }, {});
  } finally {
    channel.close();
  }
}

describe('a message that cannot be read', () => {
  it.each(['Status', 'Run', 'Shutdown'])('is an error of the caller of %s, and says what is wrong', async (method) => {
    // The varint of an unknown field that never ends.
    await expect(send(method, Buffer.from([0x78, 0xff]))).rejects.toMatchObject({
      code: grpcStatus.INVALID_ARGUMENT,
      details: expect.stringMatching(/^The message .*index out of range: 2 \+ 1 > 2\.$/) as string,
    });
    await server.log.until(() =>
      server.log.calls.some(({ fields }) => fields['method'] === method && fields['outcome'] === 'invalid-argument'),
    );
  });

  it('is none when it has fields that nobody knows', async () => {
    const { response } = await send('Status', Buffer.from([0x78, 0x01]));
    expect(response).toMatchObject({ status_code: 200 });
  });
});

describe('an answer that is too large to be sent', () => {
  it('is told to its caller and in the access line as what it is', async () => {
    const failing = server.client.runCommands([`answer ${LIMIT_BYTES}`], { headers: { 'x-request-id': 'large' } });
    await expect(failing).rejects.toMatchObject({
      code: grpcStatus.RESOURCE_EXHAUSTED,
      details: expect.stringMatching(
        /^Sent message larger than max \(100\d\d\d vs\. 100000\): .* MAX_MESSAGE_BYTES allows; send fewer inputs/,
      ) as string,
    });
    const isLarge = ({ fields }: { readonly fields: object }) => 'requestId' in fields && fields.requestId === 'large';
    await server.log.until(() => server.log.calls.some(isLarge));
    expect(server.log.calls.find(isLarge)!.fields['outcome']).toBe('too-large');
  });
});
