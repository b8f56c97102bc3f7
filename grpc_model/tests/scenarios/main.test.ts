import { readFileSync, rmSync } from 'node:fs';
import { connect as connectSocket, createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { ModzyClient } from '../../src/clients/modzy-client';
import { freePorts } from '../support/free-ports';
import { connect, killStarted, projectWith, start, written } from '../support/main-process';
import { isRunning } from '../support/processes';
import { compiledMain, testCases } from '../support/project';
import { rawStatusCalls } from '../support/raw-http2';
import { testToken } from '../support/tokens';
import { until } from '../support/until';

const aCase = testCases.find((testCase) => 'outputs' in testCase.expected)!;

afterEach(killStarted);

describe('the server process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('finishes the run in flight after %s and exits with 0', async (signal) => {
    const server = start(compiledMain, {});
    const client = await connect(server);
    const run = client.run(
      Array.from({ length: 32 }, () => aCase.inputs),
      { explain: true },
    );
    // The server has the run: a later call on the same connection is answered.
    await client.status();
    server.process.kill(signal);
    expect((await run).map(({ success }) => success)).toEqual(Array.from({ length: 32 }, () => true));
    expect(await server.exited).toBe(0);
    client.close();
  });

  it.each(['text', 'json'])('goes on, and ends with 0, when the reader of its log in %s is gone', async (format) => {
    const [port] = await freePorts(1);
    const server = start(compiledMain, { LOG_FORMAT: format, PSC_MODEL_PORT: String(port) });
    server.process.stdout!.destroy();
    const client = new ModzyClient({ host: '127.0.0.1', port: port! });
    await client.waitUntilReady();
    await client.shutdown();
    expect([await server.exited, server.output]).toEqual([0, '']);
    client.close();
  });

  it('exits with 0 after Shutdown', async () => {
    const server = start(compiledMain, {});
    const client = await connect(server);
    await client.shutdown();
    expect(await server.exited).toBe(0);
    client.close();
  });

  it('stops when it is asked to before it is all there', async () => {
    const [port] = await freePorts(1);
    const server = start(compiledMain, { PSC_MODEL_PORT: String(port) });
    let isAsked = false;
    // A connection for each attempt: one that was refused waits before it connects again.
    while (!isAsked) {
      const early = new ModzyClient({ host: '127.0.0.1', port: port! });
      isAsked = await early.shutdown().then(
        () => true,
        () => false,
      );
      early.close();
    }
    expect(await server.exited).toBe(0);
  });

  it('exits with 1, and leaves nothing open, when traces have no place to go to', async () => {
    const server = start(compiledMain, { OTEL_EXPORTER_OTLP_ENDPOINT: 'nowhere' });
    expect(await server.exited).toBe(1);
    expect(server.output).toContain('OTEL_EXPORTER_OTLP_ENDPOINT: found "nowhere"');
  });

  it('exits with 1 and names every wrong setting', async () => {
    const server = start(compiledMain, { PSC_MODEL_PORT: 'abc', WORKERS: '-1' });
    expect(await server.exited).toBe(1);
    expect(server.output).toContain('PSC_MODEL_PORT: found "abc"; expected a whole number from 0 to 65535');
    expect(server.output).toContain('WORKERS: found "-1"');
  });

  it('exits with 1 and says so when the port is taken', async () => {
    const other: Server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const server = start(compiledMain, { PSC_MODEL_PORT: String(port) });
    expect(await server.exited).toBe(1);
    expect(server.output).toContain(
      `PSC_MODEL_PORT: found 127.0.0.1:${port}, which another process has taken (EADDRINUSE); expected a port that is free`,
    );
    expect(server.output).toContain('PSC_MODEL_PORT=0 takes a free one');
    other.close();
  });

  it('exits with 1 and names every problem of model.yaml with its line', async () => {
    const folder = projectWith((text) =>
      text.replace(/maxSize: [^,}\n]+/, 'maxSize: big').replace(/^version:.*$/m, 'version: 1.0'),
    );
    const server = start(join(folder, 'dist/grpc_model/src/main.js'), {});
    expect(await server.exited).toBe(1);
    expect(server.output).toMatch(/model\.yaml:\d+: version: found the number 1; expected a quoted version "x\.y\.z"/);
    expect(server.output).toMatch(/model\.yaml:\d+: (in|out)puts\..+\.maxSize: found "big"; expected a size/);
    rmSync(folder, { recursive: true });
  });

  it('keeps secret settings to itself: its workers do not inherit them', async () => {
    const { line } = testToken('ci', 'predict');
    const secrets = { AUTH_TOKENS: line, OTEL_EXPORTER_OTLP_HEADERS: 'api-key=secret-of-the-collector' };
    const server = start(compiledMain, { ...secrets, LOG_LEVEL: 'info' });
    const worker = await written(server, /"worker":(\d+)/);
    const inherited = readFileSync(`/proc/${worker}/environ`, 'utf8');
    expect(inherited).toContain('LOG_LEVEL=info');
    for (const [name, value] of Object.entries(secrets)) {
      expect(inherited).not.toContain(name);
      expect(inherited).not.toContain(value);
      expect(server.output).not.toContain(value);
    }
  });

  it('writes nothing of a header that gRPC cannot take: it may be a token', async () => {
    const { line, text } = testToken('ci', 'predict');
    const server = start(compiledMain, { AUTH_TOKENS: line });
    const socket = connectSocket(Number(await written(server, /"port":(\d+)/)), '127.0.0.1');
    socket.write(rawStatusCalls([[`Bearer\t${text}`]]));
    await written(server, /("outcome":"unauthenticated")/);
    socket.destroy();
    server.process.kill();
    await server.exited;
    const lines = server.output.trimEnd().split('\n');
    expect(lines.map((each) => each[0])).toEqual(lines.map(() => '{'));
    expect(server.output).not.toContain(text);
  });

  it('exits with 1 and says what is wrong with tokens and TLS, all at once', async () => {
    const { line } = testToken('ci', 'everything');
    const server = start(compiledMain, { AUTH_TOKENS: line, TLS_CERT_FILE: '/nowhere/a', TLS_KEY_FILE: '/nowhere/b' });
    expect(await server.exited).toBe(1);
    expect(server.output).toContain('AUTH_TOKENS: found a second word with something that is no role');
    expect(server.output).toContain('/nowhere/b: TLS_KEY_FILE: found a file that cannot be read');
    expect(server.output).not.toContain(line);
  });

  it('leaves no worker behind when it is killed', async () => {
    const server = start(compiledMain, {});
    const worker = Number(await written(server, /"worker":(\d+)/));
    server.process.kill('SIGKILL');
    await server.exited;
    await until(() => !isRunning(worker));
    expect(isRunning(worker)).toBe(false);
  });
});
