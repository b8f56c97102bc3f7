import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { ask } from '../support/ask';
import { ModzyTestClient } from '../support/modzy-client';
import { startTestServer, type TestServer } from '../support/start-test-server';
import { until } from '../support/until';

let server: TestServer | undefined;
const start = async (options?: Parameters<typeof startTestServer>[0]) => (server = await startTestServer(options));
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const get = async (listener: string, path: string) => {
  const { status, text } = await ask(`${server!.url(listener)}${path}`);
  return { status, body: JSON.parse(text) as unknown };
};

const READY = { status: 200, body: { ready: true, stopping: false, scanned: true, models: [] } };

describe('/healthz and /readyz', () => {
  it.each(['http', 'management'])('of the listener %s say that all is well', async (listener) => {
    await start();
    expect(await get(listener, '/healthz')).toEqual({ status: 200, body: { alive: true } });
    expect(await get(listener, '/readyz')).toEqual(READY);
  });

  it('tell while a model loads that it is not ready, and when it is', async () => {
    const { bundle, client } = await start({ onLoad: 'until-told' });
    expect((await get('http', '/healthz')).status).toBe(200);
    const models = [{ name: 'scripted-model', versions: [{ version: '1.2.3', state: 'loading' }] }];
    expect(await get('http', '/readyz')).toMatchObject({ status: 503, body: { ready: false, models } });
    bundle.onLoad('');
    await client.status();
    expect(await get('http', '/readyz')).toEqual(READY);
  });

  it('name a model that failed; why it did is told by /status alone', async () => {
    const { catalog } = await start({ onLoad: 'throw' });
    await until(() => catalog.list()[0]?.versions[0]?.state.name === 'failed');
    const status = await get('management', '/status');
    expect(JSON.stringify(status.body)).toContain('"reason":');
    for (const listener of ['http', 'management']) {
      const open = await get(listener, '/readyz');
      expect(open).toMatchObject({ status: 503, body: { models: [{ versions: [{ state: 'failed' }] }] } });
      expect(JSON.stringify(open.body)).not.toContain('"reason":');
    }
  });

  it('leave no line in the log', async () => {
    const { log } = await start();
    await get('http', '/readyz');
    await get('management', '/status');
    await log.until(() => log.calls.length > 0);
    expect(log.calls[0]?.fields).toMatchObject({ protocol: 'health', method: 'status' });
  });
});

describe('/status', () => {
  it('lists the models with what is known of them, and is not on the data port', async () => {
    await start();
    const { status, body } = await get('management', '/status');
    expect(status).toBe(200);
    const model = {
      name: 'scripted-model',
      default_version: '1.2.3',
      versions: [{ version: '1.2.3', state: 'ready' }],
    };
    expect(body).toMatchObject({ ready: true, models: [model] });
    expect((await get('http', '/status')).status).toBe(404);
  });
});

describe('the listeners of a server', () => {
  it('can be off, but for the gRPC port', async () => {
    const { url } = await start({ env: { HTTP_PORT: 'off', MANAGEMENT_PORT: 'off' } });
    expect(() => url('http')).toThrow('There is no listener http.');
    expect(() => url('management')).toThrow();
    expect(url('grpc')).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('have METRICS_PORT and one of a protocol alone where the settings say so', async () => {
    const { url } = await start({ env: { METRICS_PORT: '0', METRICS_HOST: '127.0.0.1', LISTEN_MODZY: '0' } });
    const client = new ModzyTestClient(Number(new URL(url('modzy')).port));
    expect(await client.results(['echo a'])).toHaveLength(1);
    expect(await client.health('ModzyModel')).toBe('SERVING');
    client.close();
    expect((await ask(`${url('metrics')}/healthz`)).status).toBe(404);
  });

  it('are all closed when one cannot listen, and the error names it', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(startTestServer({ env: { MANAGEMENT_PORT: String(port) } })).rejects.toMatchObject({
      problems: [{ key: 'MANAGEMENT_PORT', found: expect.stringMatching(`^127.0.0.1:${port}.*EADDRINUSE`) as string }],
    });
    other.close();
  });

  it('all stop accepting when the server stops', async () => {
    const { url, stop } = await start();
    const addresses = [url('http'), url('management')];
    await stop();
    server = undefined;
    for (const address of addresses) {
      await expect(ask(`${address}/healthz`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    }
  });
});
