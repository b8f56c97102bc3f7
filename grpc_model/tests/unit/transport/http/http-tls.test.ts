import { once } from 'node:events';
import { connect } from 'node:tls';
import { generate, type GenerateResult } from 'selfsigned';
import { jsonAnswer } from '../../../../src/transport/http/json-answer';
import type { TlsMaterial, TlsSource } from '../../../../src/transport/tls-source';
import { ask } from '../../../support/ask';
import { RawClient } from '../../../support/raw-client';
import { route, startHttpListener, type TestListener } from '../../../support/http-service';
import { until } from '../../../support/until';

class ChangingTls implements TlsSource {
  #tell: (material: TlsMaterial) => void = () => undefined;

  constructor(public current: TlsMaterial) {}

  onChange(listener: (material: TlsMaterial) => void): void {
    this.#tell = listener;
  }

  change(material: TlsMaterial): void {
    this.current = material;
    this.#tell(material);
  }
}

function selfSigned(): Promise<GenerateResult> {
  const extensions = [{ name: 'subjectAltName' as const, altNames: [{ type: 7 as const, ip: '127.0.0.1' }] }];
  return generate([{ name: 'commonName', value: 'test' }], { keyType: 'ec', extensions });
}

function materialOf({ cert, private: key }: GenerateResult, clients?: GenerateResult): TlsMaterial {
  const clientAuthorities = clients === undefined ? undefined : Buffer.from(clients.cert);
  return { certificate: Buffer.from(cert), privateKey: Buffer.from(key), clientAuthorities };
}

let started: TestListener;
let first: GenerateResult;
let second: GenerateResult;

beforeAll(async () => {
  [first, second] = await Promise.all([selfSigned(), selfSigned()]);
});
afterEach(() => started.listener.close(0));

async function start(material: TlsMaterial): Promise<ChangingTls> {
  const tls = new ChangingTls(material);
  started = await startHttpListener([route('GET', '/a', () => jsonAnswer(200, 'a'))], { tls });
  return tls;
}

const askOver = (options: object) => ask(`https://127.0.0.1:${started.port}/a`, options).then(({ text }) => text);

describe('a listener with TLS', () => {
  it('presents its certificate, and a new one as soon as there is one', async () => {
    const tls = await start(materialOf(first));
    expect(await askOver({ ca: first.cert })).toBe('"a"');
    tls.change(materialOf(second));
    expect(await askOver({ ca: second.cert })).toBe('"a"');
    await expect(askOver({ ca: first.cert })).rejects.toThrow();
  });

  it('serves only clients with a certificate that it trusts, where it asks for one', async () => {
    await start(materialOf(first, second));
    expect(await askOver({ ca: first.cert, cert: second.cert, key: second.private })).toBe('"a"');
    await expect(askOver({ ca: first.cert })).rejects.toThrow();
    await expect(askOver({ ca: first.cert, cert: first.cert, key: first.private })).rejects.toThrow();
    expect(started.gate.asked).toHaveLength(1);
  });

  it('speaks no TLS before 1.2', async () => {
    await start(materialOf(first));
    const options = { port: started.port, host: '127.0.0.1', ca: first.cert, minVersion: 'TLSv1' as const };
    const socket = connect({ ...options, maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toMatch(/protocol/i);
  });

  it('closes whoever does not speak it, and goes on', async () => {
    await start(materialOf(first));
    await expect(ask(`http://127.0.0.1:${started.port}/a`)).rejects.toThrow();
    expect(await askOver({ ca: first.cert })).toBe('"a"');
  });

  it('stops at once although a client does not begin its handshake', async () => {
    await start(materialOf(first));
    const silent = new RawClient(started.port);
    await until(() => started.listener.connections.open === 1);
    await started.listener.close(1000);
    expect(await silent.closed()).toBe('');
  });
});
