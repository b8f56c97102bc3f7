import { Server, ServerCredentials, type Client, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { addLateService } from '../../../../src/transport/grpc/late-service';
import { connect, unary } from '../../../support/grpc-client';

type Call = ServerUnaryCall<string, string>;

const PATH = '/test.Late/Call';
const method = {
  path: PATH,
  requestStream: false,
  responseStream: false,
  requestSerialize: (text: string) => Buffer.from(text),
  requestDeserialize: (bytes: Buffer) => bytes.toString(),
  responseSerialize: (text: string) => Buffer.from(text),
  responseDeserialize: (bytes: Buffer) => bytes.toString(),
} as const;

describe('a service that is added late', () => {
  const server = new Server();
  let loads = 0;
  let client: Client;

  beforeAll(async () => {
    addLateService(server, [{ path: PATH }], (taker) => {
      loads++;
      const shout = ({ request }: Call, callback: sendUnaryData<string>) => callback(null, `${request}!`);
      // Libraries name handlers as the .proto file does, in lower case.
      taker.addService({ Call: { ...method, originalName: 'call' } }, { call: shout });
    });
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      ),
    );
    client = connect(port);
  });

  afterAll(() => {
    client.close();
    server.forceShutdown();
  });

  const call = async (text: string) => (await unary<string>(client, method as never, text as never)).response;

  it('is not loaded before somebody calls it, and once for all calls', async () => {
    expect(loads).toBe(0);
    expect(await Promise.all([call('one'), call('two')])).toEqual(['one!', 'two!']);
    expect(await call('three')).toBe('three!');
    expect(loads).toBe(1);
  });
});
