import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { PROJECT_FOLDER } from '../../support/paths';

const LOGGER = join(PROJECT_FOLDER, 'dist/grpc_model/src/telemetry/logger.js');

/** What a process with this logger writes to its standard output. */
function outputOf(level: string, statements: string): Record<string, unknown>[] {
  const script = `const log = require(${JSON.stringify(LOGGER)}).createLogger(${JSON.stringify(level)}); ${statements}`;
  const text = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('a line is JSON with level, time, message and fields', () => {
  expect(outputOf('info', `log.warn('careful', { requestId: 'c', size: 3 })`)).toEqual([
    { level: 'warn', time: expect.any(Number) as number, msg: 'careful', requestId: 'c', size: 3 },
  ]);
});

test('lines below the threshold are not written', () => {
  expect(outputOf('warn', `log.info('a'); log.error('b')`)).toMatchObject([{ msg: 'b' }]);
  expect(outputOf('silent', `log.error('b')`)).toEqual([]);
});

test('what is printed stands after the lines before it, and before those after it', () => {
  const lines = outputOf('info', `log.info('a'); log.print('{"msg":"printed"}\\n'); log.info('b')`);
  expect(lines.map(({ msg }) => msg)).toEqual(['a', 'printed', 'b']);
});

test('no text can forge a line of its own', () => {
  const lines = outputOf('info', `log.info('a\\n{"level":"error"}', { requestId: 'x\\n{"level":"error"}' })`);
  expect(lines).toMatchObject([{ level: 'info', msg: 'a\n{"level":"error"}' }]);
});

test('the last line before an exit is not lost', () => {
  expect(outputOf('info', `log.info('last'); process.exit(0)`)).toMatchObject([{ msg: 'last' }]);
});
