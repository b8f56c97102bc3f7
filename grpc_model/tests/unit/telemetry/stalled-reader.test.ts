import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_FOLDER } from '../../support/paths';

const LOGGER = JSON.stringify(join(PROJECT_FOLDER, 'dist/grpc_model/src/telemetry/logger.js'));
/** Lines of a kilobyte: more than the 16 MiB that may wait. */
const LINES = 40_000;

const children: ChildProcess[] = [];
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'log-'))));
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** A process that logs, with what its standard error says in the end. */
function start(statements: string, stdout: number): Promise<{ code: number | null; said: string }> {
  const script = `const log = require(${LOGGER}).createLogger('info'); ${statements}`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', stdout, 'pipe'] });
  closeSync(stdout);
  children.push(child);
  let said = '';
  child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return once(child, 'close').then(([code]) => ({ code: code as number | null, said }));
}

/** A pipe whose reader, this process, takes nothing until it is asked to. */
function openPipe(): { readonly reader: number; readonly writer: number } {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return { reader, writer: openSync(path, 'w') };
}

const FLOOD = `
  for (let i = 0; i < ${LINES}; i++) log.info('x'.repeat(1000), { i });
  const heapMiB = process.memoryUsage().heapUsed / 2 ** 20;`;

test('a reader that stalls costs lines, but neither memory without bound, nor the end of the process', async () => {
  const { reader, writer } = openPipe();
  const { code, said } = await start(
    `${FLOOD}
    setTimeout(() => { console.error(JSON.stringify({ heapMiB })); process.exit(0); }, 10);`,
    writer,
  );
  const taken = Buffer.alloc(2 ** 20);
  const length = readSync(reader, taken);
  closeSync(reader);
  expect(code).toBe(0);
  expect((JSON.parse(said) as { heapMiB: number }).heapMiB).toBeLessThan(100);
  // What a pipe holds is there, whole lines but the last.
  const lines = taken.toString('utf8', 0, length).split('\n').slice(0, -1);
  expect(lines.map((line) => (JSON.parse(line) as { i: number }).i)).toEqual(lines.map((_, index) => index));
});

test('when the reader goes on, it hears how many lines were dropped', async () => {
  const { reader, writer } = openPipe();
  closeSync(reader);
  // Opened again to be read to its end by another process.
  const path = join(folder, 'taken');
  const cat = spawn('sh', ['-c', `sleep 0.2; cat > ${path}`], {
    stdio: [openSync(join(folder, 'pipe'), constants.O_RDONLY | constants.O_NONBLOCK), 'ignore', 'ignore'],
  });
  children.push(cat);
  const closed = once(cat, 'close');
  const { code } = await start(FLOOD, writer);
  await closed;
  const lines = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const told = lines.find(({ msg }) => String(msg).startsWith('Log lines were dropped'));
  expect(code).toBe(0);
  expect(lines.length - 1 + Number(told?.['lines'])).toBe(LINES);
});

test('a full disk, and a reader that is gone, cost lines and nothing else', async () => {
  const ending = `log.print('\\na screen\\n'); log.info('a'); setTimeout(() => { log.info('b'); process.exit(0); }, 10)`;
  expect((await start(ending, openSync('/dev/full', 'w'))).code).toBe(0);
  const { reader, writer } = openPipe();
  closeSync(reader);
  expect((await start(ending, writer)).code).toBe(0);
  // The next lines of a file with room are there.
  const path = join(folder, 'file');
  writeFileSync(path, '');
  await start(ending, openSync(path, 'a'));
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(5);
});
