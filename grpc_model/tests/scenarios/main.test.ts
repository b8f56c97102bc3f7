import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModzyClient } from '../../src/clients/modzy-client';
import { isRunning } from '../support/processes';
import { bundle, compiledMain, testCases } from '../support/project';
import { until } from '../support/until';

const root = join(__dirname, '../../..');
const aCase = testCases.find((testCase) => 'outputs' in testCase.expected)!;

interface Started {
  readonly process: ChildProcess;
  readonly exited: Promise<number | null>;
  output: string;
}

const started: Started[] = [];

function start(main: string, environment: Readonly<Record<string, string>>): Started {
  const env = { ...process.env, PSC_MODEL_PORT: '0', GRPC_HOST: '127.0.0.1', WORKERS: '1', ...environment };
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const self: Started = { process: child, exited, output: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (self.output += chunk.toString()));
  started.push(self);
  return self;
}

/** Resolves with what the pattern captures, as soon as the server has written it. */
function written(server: Started, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const [, captured] = pattern.exec(server.output) ?? [];
      if (captured !== undefined) resolve(captured);
    };
    for (const stream of [server.process.stdout!, server.process.stderr!]) stream.on('data', look);
    void server.exited.then((code) => reject(new Error(`It exited with ${code}: ${server.output}`)));
    look();
  });
}

async function connect(server: Started): Promise<ModzyClient> {
  const client = new ModzyClient({ host: '127.0.0.1', port: Number(await written(server, /"port":(\d+)/)) });
  await client.waitUntilReady();
  return client;
}

/** A copy of the compiled project with a model.yaml of its own. */
function projectWith(modelYaml: (text: string) => string): string {
  const folder = mkdtempSync(join(tmpdir(), 'project-'));
  for (const each of [
    'package.json',
    `asset_bundle/${bundle.metadata.version}`,
    'dist/grpc_model/src',
    'dist/model_lib',
  ]) {
    cpSync(join(root, each), join(folder, each), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const path = join(folder, `asset_bundle/${bundle.metadata.version}/model.yaml`);
  writeFileSync(path, modelYaml(readFileSync(path, 'utf8')));
  return folder;
}

afterEach(() => {
  for (const { process: child } of started.splice(0)) child.kill('SIGKILL');
});

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

  it('exits with 0 after Shutdown', async () => {
    const server = start(compiledMain, {});
    const client = await connect(server);
    await client.shutdown();
    expect(await server.exited).toBe(0);
    client.close();
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
    const server = start(compiledMain, { PSC_MODEL_PORT: String((other.address() as AddressInfo).port) });
    expect(await server.exited).toBe(1);
    expect(server.output).toContain('EADDRINUSE');
    other.close();
  });

  it('exits with 1 and names every problem of model.yaml with its line', async () => {
    const folder = projectWith((text) =>
      text.replace(/maxSize: 5M/, 'maxSize: big').replace(/^version:.*$/m, 'version: 1.0'),
    );
    const server = start(join(folder, 'dist/grpc_model/src/main.js'), {});
    expect(await server.exited).toBe(1);
    expect(server.output).toMatch(/model\.yaml:\d+: version: found the number 1; expected a quoted version "x\.y\.z"/);
    expect(server.output).toMatch(/model\.yaml:\d+: inputs\.image\.maxSize: found "big"; expected a size/);
    rmSync(folder, { recursive: true });
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
