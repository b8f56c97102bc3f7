import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

/** The commands of every block of shell lines, in order. */
const commands = Array.from(readme.matchAll(/```sh\n([\s\S]*?)```/g), ([, block]) => block!.trim().split('\n')).flat();

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('README', () => {
  it('names only verbs that package.json has', () => {
    const verbs = Array.from(readme.matchAll(/npm run (?:--silent )?([\w:-]+)/g), ([, verb]) => verb!);
    expect(verbs.length).toBeGreaterThan(5);
    expect(verbs.filter((verb) => manifest.scripts[verb] === undefined)).toEqual([]);
  });

  it('draws a tree of files and folders that exist', () => {
    const entries = Array.from(readme.matchAll(/^[├└]── (\S+)/gm), ([, entry]) => entry!);
    expect(entries.length).toBeGreaterThan(8);
    expect(entries.filter((entry) => !existsSync(join(root, entry)))).toEqual([]);
  });

  describe('commands', () => {
    let server: ChildProcess;
    let environment: NodeJS.ProcessEnv;

    /** Runs one of the README's commands as it stands there. */
    const run = (command: string) => promisify(execFile)('sh', ['-c', command], { cwd: root, env: environment });

    beforeAll(async () => {
      const ports = { PSC_MODEL_PORT: String(await freePort()), HTTP_PORT: '0', MANAGEMENT_PORT: '0' };
      environment = { ...process.env, ...ports, GRPC_HOST: '127.0.0.1' };
      // The tests run in an installed checkout; `npm ci` itself is the first thing that .ci/run does.
      const start = commands.find((command) => command.endsWith('npm start'))!.replace('npm ci && ', '');
      server = spawn('sh', ['-c', `exec ${start}`], { cwd: root, env: environment, stdio: 'ignore', detached: true });
    });

    afterAll(async () => {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      process.kill(-server.pid!, 'SIGTERM');
      await ended;
    });

    it('show an input to the server that npm start started', async () => {
      const show = commands.find((command) => command.includes('--wait'))!;
      // The client fails where the model does.
      const { stdout } = await run(show);
      expect(stdout).toMatch(/^\S[^\n]*: \S/);
    });

    it.each(commands.filter((command) => command.includes('client -- ') && !command.includes('--wait')))(
      '%s succeeds',
      async (command) => {
        const { stdout } = await run(command);
        expect(stdout).not.toBe('');
      },
    );
  });
});
