import type { ModelListing } from '../../../src/catalog/model-listing';
import { DEFAULT_POLICY } from '../../../src/catalog/version-policy';
import { readSettings } from '../../../src/config/settings';
import type { VersionState } from '../../../src/core/state';
import { announce } from '../../../src/startup/announce';
import { protectionOf } from '../../../src/startup/protection';
import { screenFields, screenOf, type StartFacts } from '../../../src/startup/screen';
import { LogBook } from '../../support/log-book';

function model(name: string, ...states: VersionState[]): ModelListing {
  const versions = states.map((state, index) => ({
    version: { text: String(index + 1), number: index + 1 },
    state,
    takesCalls: state.name === 'ready',
    problem: undefined,
  }));
  const defaultVersion = versions[0]?.version;
  const rest = { policy: DEFAULT_POLICY, isPinned: false, labels: new Map(), problems: [] };
  return { name, place: name, defaultVersion, versions, ...rest };
}

const READY: VersionState = { name: 'ready' };
const UNLOADED: VersionState = { name: 'unloaded' };

const FACTS: StartFacts = {
  models: [
    model('cat', READY, { name: 'failed', reason: 'No\nsuch \u001b[31mfile.' }),
    model('dog', { name: 'loading' }),
  ],
  listeners: [
    { name: 'grpc', address: '[::]:45000', tls: 'mutual', protocols: ['modzy', 'health'] },
    { name: 'management', address: '127.0.0.1:8081', tls: 'none', protocols: ['metrics'] },
  ],
  protection: protectionOf(readSettings({})),
};

test('a person reads models, listeners and protection on one screen, what failed first', () => {
  expect(screenOf(FACTS)).toBe(`The server is up.

Models: 1 failed, 1 loading, 1 ready
  cat 2  failed: No such [31mfile.
  dog 1  loading
  cat 1  ready

Listeners
  grpc        [::]:45000      TLS with client certificates  modzy, health
  management  127.0.0.1:8081  plain                         metrics

Who may do what
  calls     open to everybody: there are no tokens
  control   this machine alone: there are no tokens
  shutdown  open to everybody, as the container contract has it
  metrics   on the control port this machine alone
`);
});

test('a program reads the same facts as fields', () => {
  expect(screenFields(FACTS)).toEqual({
    models: { failed: 1, loading: 1, ready: 1 },
    versions: [
      { model: 'cat', version: '2', state: 'failed', reason: 'No such [31mfile.' },
      { model: 'dog', version: '1', state: 'loading' },
      { model: 'cat', version: '1', state: 'ready' },
    ],
    listeners: FACTS.listeners,
    protection: FACTS.protection,
  });
});

test('a thousand models stay one screen, on which those that failed are seen', () => {
  const failed: VersionState = { name: 'failed', reason: 'x'.repeat(10_000) };
  const models = Array.from({ length: 1000 }, (_, index) => model(`m${index}`, index === 999 ? failed : UNLOADED));
  const screen = screenOf({ ...FACTS, models });
  expect(screen.split('\n').length).toBeLessThanOrEqual(30);
  expect(screen).toContain('Models: 1 failed, 999 unloaded\n  m999 1  failed: xxx');
  expect(screen).toContain('… and 988 unloaded more');
  expect(screen.length).toBeLessThan(3000);
  expect(screenFields({ ...FACTS, models })).toMatchObject({
    versionsNotShown: 988,
    models: { failed: 1, unloaded: 999 },
  });
});

test('neither models nor listeners are needed', () => {
  expect(screenOf({ ...FACTS, models: [], listeners: [] })).toContain('Models: none\n\nListeners\n\nWho');
});

test("what is wrong beside a model's versions is told", () => {
  const models = [{ ...model('cat'), problems: ['There is no version.'] }];
  expect(screenOf({ ...FACTS, models })).toContain('\n  cat: There is no version.\n');
});

describe('who may do what', () => {
  const told = (environment: Readonly<Record<string, string>>) => protectionOf(readSettings(environment));

  test('with tokens, roles are needed', () => {
    expect(told({ AUTH_TOKENS_FILE: 'tokens', METRICS_PORT: '9090', MODZY_SHUTDOWN: 'control' })).toEqual({
      calls: 'a token with the role predict, or train',
      control: 'this machine, or a token with the role admin',
      shutdown: 'this machine, or a token with the role admin',
      metrics:
        'on the control port this machine, or a token with the role metrics or admin; on METRICS_PORT a token with the role metrics or admin',
    });
  });

  test('without tokens, a port for metrics is open', () => {
    const { metrics, shutdown } = told({ METRICS_PORT: '9090', MANAGEMENT_PORT: 'off', MODZY_SHUTDOWN: 'control' });
    expect(metrics).toBe('on METRICS_PORT open to everybody');
    expect(shutdown).toBe('this machine alone: there are no tokens');
  });

  test('metrics may be nowhere', () => expect(told({ MANAGEMENT_PORT: 'off' }).metrics).toBe('nowhere'));
});

describe('the server says that it is up', () => {
  const tell = (isText: boolean, isWanted = true) => {
    const logger = new LogBook();
    const printed: string[] = [];
    announce(FACTS, { isText, isWanted, logger, print: (text) => void printed.push(text) });
    return { printed, lines: logger.with('The server is up.') };
  };

  test('to a person as a screen', () => expect(tell(true)).toEqual({ printed: [`\n${screenOf(FACTS)}\n`], lines: [] }));

  test('to programs as one line of the log', () => {
    const { printed, lines } = tell(false);
    expect(printed).toEqual([]);
    expect(lines.map(({ fields }) => fields)).toEqual([screenFields(FACTS)]);
  });

  test('to nobody where such lines are not written', () => expect(tell(true, false).printed).toEqual([]));
});
