import { once } from 'node:events';
import { createServer } from 'node:net';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { listenProblem } from '../../../src/startup/listen-problem';

function failure(code: string): Error {
  return Object.assign(new Error(`listen ${code}`), { code });
}

async function whyNodeFails(port: number, host: string): Promise<unknown> {
  const server = createServer().listen(port, host);
  const [thrown] = (await once(server, 'error')) as [unknown];
  return thrown;
}

function whyGrpcFails(address: string): Promise<unknown> {
  const server = new Server();
  return new Promise((resolve) => server.bindAsync(address, ServerCredentials.createInsecure(), resolve));
}

test('a taken port is told with its setting and the mend, whoever listens', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' ? address!.port : 0;
  for (const thrown of [await whyNodeFails(port, '127.0.0.1'), await whyGrpcFails(`127.0.0.1:${port}`)])
    expect(listenProblem(thrown, 'HTTP_PORT', `127.0.0.1:${port}`).message).toBe(
      `listener: HTTP_PORT: found 127.0.0.1:${port}, which another process has taken (EADDRINUSE); expected a port that is free: stop that process, or give another port; HTTP_PORT=0 takes a free one`,
    );
  other.close();
});

test("an address that is another machine's is told with the setting of the host", async () => {
  const thrown = await whyNodeFails(0, '192.0.2.1');
  expect(listenProblem(thrown, 'PSC_MODEL_PORT', '192.0.2.1:0').message).toMatch(/EADDRNOTAVAIL.*in GRPC_HOST/);
});

test.each([
  ['EACCES', 'METRICS_PORT', /may not open.*a port from 1024.*METRICS_PORT=0/],
  ['EPERM', 'METRICS_PORT', /may not open/],
  ['EAFNOSUPPORT', 'HTTP_PORT', /in HTTP_HOST/],
  ['ENOTFOUND', 'LISTEN_MODZY', /cannot resolve.*in LISTEN_MODZY/],
  ['EMFILE', 'MANAGEMENT_PORT', /cannot listen \(listen EMFILE\).*in MANAGEMENT_HOST/],
])('%s of %s', (code, setting, expected) => {
  expect(listenProblem(failure(code), setting, 'host:80').message).toMatch(expected);
});

test('what has no code is told in one line', () => {
  expect(listenProblem('a\n b', 'HTTP_PORT', 'x:1').message).toContain(
    'found x:1, where the server cannot listen (a b)',
  );
});
