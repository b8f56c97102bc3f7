import { once } from 'node:events';
import { connect, type ClientHttp2Session } from 'node:http2';
import { Server } from '@grpc/grpc-js';
import { GrpcListener } from '../../../src/transport/grpc-listener';
import { enlargeWindows } from '../../../src/transport/http2-windows';
import { listenerDefaults } from '../../support/limits';
import { until } from '../../support/until';

const DEFAULT_WINDOW_BYTES = 65_535;
const WINDOW_BYTES = 300_000;

let listener: GrpcListener;
let session: ClientHttp2Session;

async function connectTo(host: string, address = host): Promise<void> {
  listener = new GrpcListener({ ...listenerDefaults(), host, http2WindowBytes: WINDOW_BYTES });
  session = connect(`http://${address}:${await listener.listen()}`);
  await once(session, 'remoteSettings');
}

describe('the HTTP/2 windows of a listener', () => {
  afterEach(async () => {
    session.destroy();
    await listener.close(0);
  });

  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['localhost', 'localhost'],
    ['[::]', '127.0.0.1'],
  ])('at %s are told to every stream and connection', async (host, address) => {
    await connectTo(host, address);
    expect(session.remoteSettings.initialWindowSize).toBe(WINDOW_BYTES);
    await until(() => session.state.remoteWindowSize !== DEFAULT_WINDOW_BYTES);
    expect(session.state.remoteWindowSize).toBe(WINDOW_BYTES);
  });
});

describe('enlargeWindows', () => {
  it('says so when it found no server to tell', () => {
    expect(enlargeWindows(new Server(), WINDOW_BYTES)).toBe(false);
  });
});
