import { once } from 'node:events';
import { connect, type ClientHttp2Session } from 'node:http2';
import { Server } from '@grpc/grpc-js';
import { GrpcListener } from '../../../../src/transport/grpc/grpc-listener';
import { enlargeWindows } from '../../../../src/transport/grpc/http2-windows';
import type { TlsSource } from '../../../../src/transport/tls-source';
import { makeCertificate, type Identity } from '../../../support/certificates';
import { listenerDefaults } from '../../../support/limits';
import { until } from '../../../support/until';

const DEFAULT_WINDOW_BYTES = 65_535;
const WINDOW_BYTES = 300_000;

let listener: GrpcListener;
let session: ClientHttp2Session;

async function connectTo(host: string, address = host, identity?: Identity): Promise<void> {
  const tls = identity && sourceOf(identity);
  listener = new GrpcListener({ ...listenerDefaults(), host, http2WindowBytes: WINDOW_BYTES, tls });
  const scheme = identity === undefined ? 'http' : 'https';
  session = connect(`${scheme}://${address}:${await listener.listen()}`, { ca: identity?.certificate });
  await once(session, 'remoteSettings');
}

function sourceOf({ certificate, privateKey }: Identity): TlsSource {
  const current = {
    certificate: Buffer.from(certificate),
    privateKey: Buffer.from(privateKey),
    clientAuthorities: undefined,
  };
  return { current, onChange: () => undefined };
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
    ['localhost', 'localhost', 'TLS'],
  ])('at %s are told to every stream and connection of %s %s', async (host, address, tls = 'plain') => {
    const identity = tls === 'plain' ? undefined : await makeCertificate({ name: 'localhost' });
    await connectTo(host, address, identity);
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
