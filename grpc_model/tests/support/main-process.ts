import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModzyClient } from '../../src/clients/modzy-client';
import { bundle } from './project';

const root = join(__dirname, '../../..');

export interface Started {
  readonly process: ChildProcess;
  readonly exited: Promise<number | null>;
  output: string;
}

const started: Started[] = [];

export function start(
  main: string,
  environment: Readonly<Record<string, string | undefined>>,
  argv: readonly string[] = [],
): Started {
  const ports = { PSC_MODEL_PORT: '0', GRPC_HOST: '127.0.0.1', HTTP_PORT: '0', MANAGEMENT_PORT: '0' };
  const env = { ...process.env, ...ports, WORKERS: '1', ...environment };
  const child = spawn(process.execPath, [main, ...argv], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const self: Started = { process: child, exited, output: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (self.output += chunk.toString()));
  started.push(self);
  return self;
}

/** Resolves with what the pattern captures, as soon as the server has written it. */
export function written(server: Started, pattern: RegExp): Promise<string> {
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

export async function connect(server: Started): Promise<ModzyClient> {
  const client = new ModzyClient({ host: '127.0.0.1', port: Number(await written(server, /"port":(\d+)/)) });
  await client.waitUntilReady();
  return client;
}

/** A copy of the compiled project with a model.yaml of its own. */
export function projectWith(modelYaml = (text: string) => text): string {
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

/** Ends what a test has left running. */
export function killStarted(): void {
  for (const { process: child } of started.splice(0)) child.kill('SIGKILL');
}
