import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_FOLDER } from '../support/paths';
import { until } from '../support/until';

// What the script does with what an engine answers. The real engines are for scripts/integration_test.sh.
const ENGINE = `#!/usr/bin/env bash
echo "$*" >>"$STATE/calls"
case "$1 $2" in
  'info '*) exit 0 ;;
  '--version '*) echo 'Docker version 1' ;;
  'inspect '*)
    [[ -e "$STATE/created" ]] || exit 1
    case "$5" in *Running*) if [[ -e "$STATE/ended" ]]; then echo false; else echo true; fi ;; *ExitCode*) cat "$STATE/ended" ;; esac ;;
  'image inspect') [[ ! -e "$STATE/no-image" ]] ;;
  'build '*) [[ ! -e "$STATE/no-build" ]] ;;
  'run '*) if [[ -e "$STATE/run-fails" ]]; then cat "$STATE/run-fails" >&2; exit 125; fi; touch "$STATE/created" ;;
  'exec '*) [[ ! -e "$STATE/ended" ]] ;;
  'port '*) echo 127.0.0.1:45999 ;;
  'logs --follow') echo 'a line of the log'; until [[ -e "$STATE/ended" ]]; do sleep 0.05; done ;;
  'logs '*) echo 'the last line' ;;
  'stop '*) echo 0 >"$STATE/ended" ;;
  'rm '*) rm -f "$STATE/created" ;;
esac
`;

describe('npm run container', () => {
  let state: string;

  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), 'engine-'));
    writeFileSync(join(state, 'engine'), ENGINE);
    chmodSync(join(state, 'engine'), 0o755);
  });

  afterEach(() => rmSync(state, { recursive: true }));

  const set = (name: string, content = '') => writeFileSync(join(state, name), content);
  const calls = () => readFileSync(join(state, 'calls'), 'utf8');

  function start(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const child = spawn('scripts/run_container.sh', words, {
      cwd: PROJECT_FOLDER,
      env: { ...process.env, CONTAINER_ENGINE: join(state, 'engine'), STATE: state, ...env },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    return { child, output: () => output, ended };
  }

  async function run(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const { ended, output } = start(words, env);
    const code = await ended;
    return { code, output: output() };
  }

  it('builds, runs, says how to call it, follows the log, and stops in good order when told', async () => {
    const { child, output, ended } = start(['--port', '0']);
    await until(() => output().includes('a line of the log'));
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(output()).toContain('The model is ready at 127.0.0.1:45999');
    expect(output()).toMatch(/npm run --silent client -- --host 127\.0\.0\.1 --port 45999 --/);
    expect(calls()).toMatch(
      /^build [^]*^run --detach --name model-\d+ --read-only --publish 127\.0\.0\.1::45000 [^]*^stop -t 30 /m,
    );
    expect(existsSync(join(state, 'created'))).toBe(false);
  });

  it('leaves it running with --detach, and says how to stop it', async () => {
    const { code, output } = await run(['--port', '0', '--no-build', '--detach']);
    expect(code).toBe(0);
    expect(output).toMatch(/To stop it: \S+ stop -t 30 model-\d+ && /);
    expect(calls()).not.toMatch(/^build/m);
    expect(existsSync(join(state, 'created'))).toBe(true);
  });

  it('shows the last lines of a container that ended at its start, and removes it', async () => {
    set('ended', '3');
    const { code, output } = await run(['--port', '0', '--no-build']);
    expect(code).toBe(1);
    expect(output).toContain('| the last line\nThe container ended with exit code 3 at its start');
    expect(existsSync(join(state, 'created'))).toBe(false);
  });

  it('does not wait for ever for a model that is not ready', async () => {
    writeFileSync(join(state, 'engine'), ENGINE.replace('\'exec \'*) [[ ! -e "$STATE/ended" ]]', "'exec '*) false"));
    const { code, output } = await run(['--port', '0', '--no-build'], { READY_SECONDS: '0' });
    expect(code).toBe(1);
    expect(output).toContain('READY_SECONDS=600 npm run container');
  });

  it.each([
    ['no image', 'no-image', ['--no-build'], 'run without --no-build'],
    ['a build that fails', 'no-build', [], 'CONTAINER_BUILD_FLAGS=--network=host'],
    ['an earlier container that still runs', 'created', [], 'of an earlier run is still running'],
    ['an engine that does not start it', 'run-fails', ['--no-build'], 'npm run doctor'],
  ])('tells what to do about %s', async (_, what, words, message) => {
    set(what);
    const { code, output } = await run(['--port', '0', ...words]);
    expect(code).toBe(1);
    expect(output).toContain(message);
  });

  it('tells what to do about a port that is taken, before the build', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { code, output } = await run(['--port', String((server.address() as AddressInfo).port)]);
    expect(code).toBe(1);
    expect(output).toContain('npm run container -- --port 0');
    expect(calls()).not.toMatch(/^build/m);
    await new Promise((resolve) => server.close(resolve));
  });

  it('tells what to do without an engine', async () => {
    const { code, output } = await run([], { CONTAINER_ENGINE: join(state, 'nothing') });
    expect(code).toBe(1);
    expect(output).toContain('No container engine answers');
    expect(output).toContain('npm run doctor');
  });

  it.each([[['--force']], [['--port', 'x']], [['--port']], [['--port=70000']]])('refuses %j', async (words) => {
    const { code, output } = await run(words);
    expect(code).toBe(2);
    expect(output).toContain('See --help.');
  });
});
