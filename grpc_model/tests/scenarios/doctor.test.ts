import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PROJECT_FOLDER } from '../support/paths';

interface Finding {
  readonly name: string;
  readonly state: 'ok' | 'notice' | 'warning' | 'missing';
  readonly found: string;
  readonly mend?: string;
}

const SHARP = { version: '1.0.0' };
const BELOW = { version: '2.0.0', dev: true };
const COMPILER = { version: '6.0.0', dev: true };

/** The lock file, and what npm notes about what it installed, have the same form. */
const packages = {
  'node_modules/sharp': SHARP,
  'node_modules/a/node_modules/b': BELOW,
  'node_modules/typescript': COMPILER,
};

describe('npm run doctor', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'doctor-'));
    mkdirSync(join(folder, 'scripts'));
    for (const each of ['doctor.mjs', 'doctor']) {
      cpSync(join(PROJECT_FOLDER, 'scripts', each), join(folder, 'scripts', each), { recursive: true });
    }
    writeManifest({});
    const asked = { dependencies: { sharp: '1.0.0' }, devDependencies: { typescript: '6.0.0' } };
    write('package-lock.json', JSON.stringify({ packages: { '': asked, ...packages } }));
    install(packages);
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function write(path: string, content: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }

  function writeManifest(keys: object): void {
    const asked = { dependencies: { sharp: '1.0.0' }, devDependencies: { typescript: '6.0.0' } };
    write('package.json', JSON.stringify({ engines: { node: '>=20.20' }, ...asked, ...keys }));
  }

  /** Fake packages: each is an empty module. */
  function install(installed: Readonly<Record<string, object>>): void {
    rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
    for (const [path, content] of Object.entries(installed)) {
      write(`${path}/package.json`, JSON.stringify(content));
      write(`${path}/index.js`, '');
    }
    write('node_modules/.package-lock.json', JSON.stringify({ packages: installed }));
  }

  function doctor(words: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
    // No engine of this machine is asked.
    const ports = { PSC_MODEL_PORT: '0', HTTP_PORT: '0', MANAGEMENT_PORT: '0' };
    const environment = { ...process.env, CONTAINER_ENGINE: join(folder, 'no-engine'), ...ports, ...env };
    const script = join(folder, 'scripts/doctor.mjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...words], {
      env: environment,
      encoding: 'utf8',
    });
    return { code: status, stdout, stderr };
  }

  function findings(env: Readonly<Record<string, string>> = {}): ReadonlyMap<string, Finding> {
    const { stdout } = doctor(['--json'], env);
    return new Map((JSON.parse(stdout) as Finding[]).map((finding) => [finding.name, finding]));
  }

  it('finds nothing missing where everything needed is there, with a line for each check', () => {
    const { code, stdout } = doctor();
    expect(stdout).toMatch(/^ok {7}node: v[^]*^ok {7}packages: 3, as locked$[^]*^ok {7}sharp: 1\.0\.0 loads$/m);
    expect(stdout).toContain('Missing: 0, ');
    expect(code).toBe(0);
  });

  it('tells of a clone in which nothing has been installed, with the command', () => {
    rmSync(join(folder, 'node_modules'), { recursive: true });
    const { code, stdout } = doctor();
    expect(stdout).toContain('missing  packages: none are installed\n         mend: npm ci\n');
    expect(stdout).toContain('missing  sharp: is not installed\n         mend: npm ci\n');
    expect(code).toBe(1);
  });

  it.each([
    ['>=20.20', 'ok'],
    ['^1.0 || >=20', 'ok'],
    ['>=99', 'missing'],
    ['<4', 'missing'],
    ['anything new', 'notice'],
  ])('compares Node with engines: %s is %s', (node, state) => {
    writeManifest({ engines: { node } });
    expect(findings().get('node')).toMatchObject({ state });
  });

  it.each([
    ['a package of package.json in another version', { ...packages, 'node_modules/sharp': BELOW }, 'missing', 'npm ci'],
    ['another version below a package', { ...packages, 'node_modules/a/node_modules/b': SHARP }, 'warning', 'npm ci'],
    ['nothing for development', { 'node_modules/sharp': SHARP }, 'missing', 'npm ci --include=dev'],
  ])('tells of %s', (_, installed, state, mend) => {
    install(installed);
    expect(findings().get('packages')).toMatchObject({ state, mend: expect.stringContaining(mend) as string });
  });

  it('tells of a lock file that was made for another package.json', () => {
    writeManifest({ dependencies: { sharp: '1.0.1' } });
    expect(findings().get('packages')).toMatchObject({ state: 'missing', mend: 'npm install' });
  });

  it.each([
    ['Could not load the "sharp" module using the linux-x64 runtime', '--include=optional'],
    ['/x/sharp.node: invalid ELF header', 'rm -rf node_modules'],
    ["dlopen(x.node): (mach-o file, but is an incompatible architecture (have 'x86_64'))", 'rm -rf node_modules'],
    ["/lib/libc.so.6: version `GLIBC_2.34' not found", 'newer system'],
    ['Error loading shared library ld-linux-x86-64.so.2: No such file', 'glibc'],
    ['libvips-cpp.so.42: cannot open shared object file: No such file or directory', 'install the library'],
  ])('tells how to mend a library that fails with "%s"', (message, mend) => {
    write('node_modules/sharp/index.js', `throw new Error(${JSON.stringify(message)});`);
    expect(findings().get('sharp')).toMatchObject({ state: 'missing', mend: expect.stringContaining(mend) as string });
  });

  it('survives a library that takes its process down', () => {
    write('node_modules/sharp/index.js', `process.kill(process.pid, 'SIGKILL');`);
    expect(findings().get('sharp')).toMatchObject({ found: expect.stringContaining('SIGKILL') as string });
  });

  it('only warns when there is no container engine, and says what it is needed for', () => {
    const found = expect.stringContaining('needed only for npm run image') as string;
    expect(findings().get('container engine')).toMatchObject({ state: 'warning', found });
  });

  it.each([
    ['port', 'PSC_MODEL_PORT'],
    ['HTTP port', 'HTTP_PORT'],
    ['control port', 'MANAGEMENT_PORT'],
  ])('warns of a %s that is taken', async (name, variable) => {
    const server = createServer().listen(0);
    await new Promise((resolve) => server.once('listening', resolve));
    const port = String((server.address() as AddressInfo).port);
    const found = expect.stringMatching(`^${port} is taken`) as string;
    expect(findings({ [variable]: port }).get(name)).toMatchObject({ state: 'warning', found });
    await new Promise((resolve) => server.close(resolve));
  });

  it('does not take a wrong PSC_MODEL_PORT', () => {
    expect(findings({ PSC_MODEL_PORT: 'x' }).get('port')).toMatchObject({ state: 'missing' });
  });

  it('takes it that there is no HTTP port', () => {
    expect(findings({ HTTP_PORT: 'off' }).get('HTTP port')).toMatchObject({ state: 'ok' });
  });

  it('refuses an option that it does not know', () => {
    expect(doctor(['--fix'])).toMatchObject({ code: 2, stderr: 'Unknown option --fix; see --help.\n' });
  });
});
