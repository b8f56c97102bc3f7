import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, killStarted, projectWith, start, written } from '../support/main-process';
import { bundle, compiledMain } from '../support/project';
import { createTestFolder, type TestFolder } from '../support/store-fixture';

const { version } = bundle.metadata;

let folder: TestFolder;
beforeEach(() => (folder = createTestFolder()));
afterEach(() => {
  killStarted();
  folder[Symbol.dispose]();
});

/** What a process that ends by itself did. */
async function run(argv: readonly string[], environment: Readonly<Record<string, string>> = {}, main = compiledMain) {
  const started = start(main, environment, argv);
  return { code: await started.exited, output: started.output };
}

describe('the command line', () => {
  it('--help prints every topic with flags and defaults, whatever else is wrong', async () => {
    const { code, output } = await run(['--help'], { WORKERS: 'x' });
    expect(code).toBe(0);
    for (const text of [
      'Listeners\n',
      'Telemetry\n',
      '--max-pending-calls  (default 1024)',
      '--check ',
      '--config FILE',
      'AUTH_TOKENS (a secret',
    ])
      expect(output).toContain(text);
    expect(output).not.toContain('--auth-tokens ');
    expect(output.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  it("--version prints the project's version", async () => {
    expect(await run(['--version'])).toEqual({ code: 0, output: `${version}\n` });
  });

  it('starts with flags before variables before the file', async () => {
    const file = folder.write('settings.yaml', 'log_level: error\nmax_pending_calls: 5\n');
    const server = start(compiledMain, { PSC_MODEL_PORT: '1', MAX_PENDING_CALL: '3' }, [
      '--psc-model-port=0',
      '--config',
      file,
      '--log-level',
      'info',
    ]);
    const client = await connect(server);
    client.close();
    expect(server.output).toContain('MAX_PENDING_CALL\\" is no setting; MAX_PENDING_CALLS is one, if that was meant.');
  });

  it('what is wrong in flags, variables and the file stops the start with the whole list, and shows no secret', async () => {
    const file = folder.write('settings.yaml', '# mine\nworkres: 2\nlog_level: loud\n');
    const argv = ['--max-pending-cals', '3', '--auth-tokens', 'hush', '--config', file];
    const { code, output } = await run(argv, { TLS_CERT_FILE: 'cert.pem', HTTP_PORT: 'x' });
    expect(code).toBe(1);
    for (const text of [
      'The server cannot start:\n',
      'command line: --max-pending-cals: found a flag that there is not; expected --max-pending-calls, perhaps\n',
      'command line: --auth-tokens: found a secret where every process of the machine can read it',
      `${file}:2: workres: found a setting that there is not; expected workers, perhaps\n`,
      `${file}:3: log_level: found "loud"; expected one of debug, info, warn, error, silent\n`,
      'environment: HTTP_PORT: found "x"',
      'environment: TLS_CERT_FILE: found a certificate without its key; expected TLS_KEY_FILE beside it\n',
    ])
      expect(output).toContain(text);
    expect(output).not.toContain('hush');
    expect(output).not.toContain('"port"');
  });
});

describe('--check', () => {
  it('says that nothing is wrong, starts no worker and listens nowhere', async () => {
    const { code, output } = await run(['--check']);
    expect(output).toBe(
      "ok     settings\nok     tokens and TLS\nok     traces\nok     the project's own model\nok     models in asset_bundle\nNothing is wrong.\n",
    );
    expect(code).toBe(0);
  });

  it('names everything that is wrong with settings and models at once', async () => {
    const project = projectWith((text) => text.replace(/^version:.*$/m, 'version: 1.0'));
    const own = `asset_bundle/${version}`;
    folder.write('cat/1/model.onnx', '');
    const { code, output } = await run(
      ['--check', '--json', '--workers=x'],
      { MODEL_STORE: folder.path, MAX_PENDING_CALL: '1' },
      join(project, 'dist/grpc_model/src/main.js'),
    );
    rmSync(project, { recursive: true });
    const { ok, checks, warnings } = JSON.parse(output) as {
      readonly ok: boolean;
      readonly checks: readonly {
        readonly name: string;
        readonly problems: readonly { file: string; line?: number; key: string }[];
      }[];
      readonly warnings: readonly string[];
    };
    expect(code).toBe(1);
    expect(ok).toBe(false);
    expect(warnings).toHaveLength(1);
    const places = checks.map(({ name, problems }) => [name, problems.map(({ file, key }) => `${file} ${key}`)]);
    expect(places).toEqual([
      ['settings', ['command line --workers']],
      ['tokens and TLS', []],
      ['traces', []],
      ["the project's own model", [`${own}/model.yaml version`]],
      ['models in asset_bundle', []],
      [`model store ${folder.path}`, [`${folder.path}/cat/1 `]],
    ]);
  });

  it("finds a broken further model although the project's own is broken, too", async () => {
    const project = projectWith((text) => text.replace(/^version:.*$/m, 'version: 1.0'));
    const broken = join(project, 'asset_bundle/other/1.0.0');
    mkdirSync(broken, { recursive: true });
    writeFileSync(join(broken, 'model.yaml'), 'name: 3\n');
    const { code, output } = await run(['--check'], {}, join(project, 'dist/grpc_model/src/main.js'));
    rmSync(project, { recursive: true });
    expect(code).toBe(1);
    expect(output).toMatch(/wrong {2}the project's own model\n.*model\.yaml:\d+: version: found/);
    expect(output).toMatch(
      /wrong {2}models in asset_bundle\n(?:.*\n)*.*asset_bundle\/other\/1\.0\.0\/model\.yaml:1: name: found/,
    );
    expect(output).toMatch(/\d+ to mend\.\n$/);
  });
});

describe('once it is up', () => {
  it('tells programs of models, listeners and protection in one line', async () => {
    const server = start(compiledMain, {});
    const line = JSON.parse(await written(server, /(\{[^\n]*"The server is up\."[^\n]*\})\n/)) as object;
    expect(line).toMatchObject({
      models: { ready: 1 },
      versions: [{ version, state: 'ready' }],
      listeners: expect.arrayContaining([
        expect.objectContaining({ name: 'grpc', address: expect.stringMatching(/^127\.0\.0\.1:\d+$/) as string }),
      ]) as unknown,
      protection: { calls: expect.stringContaining('open to everybody') as string },
    });
  });

  it('tells people on a screen', async () => {
    const server = start(compiledMain, { LOG_FORMAT: 'text' });
    await written(server, /(Who may do what)\n/);
    expect(server.output).toMatch(/\nModels: 1 ready\n {2}\S+ \S+ {2}ready\n\nListeners\n {2}grpc +127\.0\.0\.1:\d+/);
  });
});
