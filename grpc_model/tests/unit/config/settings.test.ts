import { readSettings, SETTINGS } from '../../../src/config/settings';
import { ProblemsError } from '../../../src/core/problems';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readSettings(environment);
  } catch (thrown) {
    return (thrown as ProblemsError).message.split('\n');
  }
  return [];
}

test('an empty environment gives the defaults, frozen', () => {
  const settings = readSettings({});
  expect(settings).toMatchObject({ port: 45000, host: '[::]', maxMessageBytes: 262_144_000, execution: 'process' });
  expect(Object.isFrozen(settings)).toBe(true);
  for (const [name, { default: value }] of Object.entries(SETTINGS)) expect(settings).toHaveProperty(name, value);
});

test('every setting is read from its variable, without the blanks around it', () => {
  const settings = readSettings({ PSC_MODEL_PORT: ' 50051 ', EXECUTION: 'inline', WORKERS: '3', LOG_LEVEL: 'debug' });
  expect(settings).toMatchObject({ port: 50051, execution: 'inline', workers: 3, logLevel: 'debug' });
});

test('everything that is wrong is told at once, with what was given and what was expected', () => {
  expect(problemsOf({ PSC_MODEL_PORT: 'abc', EXECUTION: 'gpu', WORKERS: '-1', LOG_LEVEL: '' })).toEqual([
    'environment: PSC_MODEL_PORT: found "abc"; expected a whole number from 0 to 65535',
    'environment: EXECUTION: found "gpu"; expected one of process, thread, inline',
    'environment: WORKERS: found "-1"; expected a whole number from 0 to 1024',
    'environment: LOG_LEVEL: found ""; expected one of debug, info, warn, error, silent',
  ]);
});

test.each(['', '65536', '-1', '1.5', '0x10', '1e3', 'Infinity', '４５'])('the port %j is refused', (port) => {
  expect(problemsOf({ PSC_MODEL_PORT: port })).toHaveLength(1);
});

test.each(['0', '65535'])('the port %s is accepted', (port) => {
  expect(readSettings({ PSC_MODEL_PORT: port }).port).toBe(Number(port));
});

test.each(['ABANDON_GRACE_MS', 'CLOSE_TIMEOUT_MS', 'DRAIN_TIMEOUT_MS'])(
  '%s refuses a time that no timer can take, which would end at once instead',
  (variable) => expect(problemsOf({ [variable]: String(2 ** 31) })).toHaveLength(1),
);
