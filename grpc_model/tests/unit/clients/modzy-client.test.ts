import { Metadata, Server, ServerCredentials } from '@grpc/grpc-js';
import { ModzyClient, type ModzyClientOptions } from '../../../src/clients/modzy-client';
import { modzyService } from '../../../src/protocols/modzy/definition';
import { modelRefOf } from '../../../src/transport/grpc/model-ref-of';
import { priorityOf } from '../../../src/transport/grpc/priority-of';

describe('ModzyClient', () => {
  const server = new Server();
  let port = 0;
  let received = new Metadata();

  beforeAll(async () => {
    server.addService(modzyService, {
      Status: (call: { readonly metadata: Metadata }, callback: (error: null, response: object) => void) => {
        received = call.metadata;
        callback(null, { status_code: 200 });
      },
    });
    port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
  });
  afterAll(() => server.forceShutdown());

  async function metadataSentBy(options: ModzyClientOptions): Promise<Metadata> {
    const client = new ModzyClient({ ...options, host: '127.0.0.1', port });
    await client.status();
    client.close();
    return received;
  }

  it('tells the server which model it means, and how urgent its calls are', async () => {
    const sent = await metadataSentBy({ model: { name: 'digits', version: 'canary' }, priority: 'low' });
    expect(modelRefOf(sent)).toEqual({ name: 'digits', version: 'canary' });
    expect(priorityOf(sent)).toBe('low');
  });

  it('shows its token', async () => {
    expect((await metadataSentBy({ token: 'secret' })).get('authorization')).toEqual(['Bearer secret']);
    expect((await metadataSentBy({})).get('authorization')).toEqual([]);
  });

  it("means the server's own model and class when it is given none", async () => {
    const sent = await metadataSentBy({});
    expect(modelRefOf(sent)).toBeUndefined();
    expect(priorityOf(sent)).toBeUndefined();
  });
});
