import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SETTINGS } from '../../../src/config/settings';
import { defaultText } from '../../../src/config/settings-help';
import { readStartOptions, type StartOptions } from '../../../src/config/start-options';
import { formatProblem } from '../../../src/core/problems';

const folder = mkdtempSync(join(tmpdir(), 'settings-'));
const file = join(folder, 'settings.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

interface Sources {
  readonly argv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly yaml?: string | Uint8Array;
}

function read({ argv = [], env = {}, yaml }: Sources): StartOptions {
  if (yaml === undefined) return readStartOptions(argv, env);
  writeFileSync(file, yaml);
  return readStartOptions(argv, { CONFIG_FILE: file, ...env });
}

/** Without the folder, which has another name each time. */
function problemsOf(sources: Sources): string[] {
  return read(sources).problems.map((problem) => formatProblem(problem).replaceAll(`${folder}/`, ''));
}

describe('precedence', () => {
  const yaml = 'workers: 2\nlog_level: warn\nmax_json_depth: 10\n';
  const env = { WORKERS: '3', LOG_LEVEL: 'error' };

  test('a flag goes before a variable, which goes before the file, which goes before the default', () => {
    const { settings, problems } = read({ argv: ['--workers', '4'], env, yaml });
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({ workers: 4, logLevel: 'error', maxJsonDepth: 10, maxPendingCalls: 1024 });
  });

  test('--config goes before CONFIG_FILE', () => {
    const other = join(folder, 'other.yaml');
    writeFileSync(other, 'workers: 7');
    expect(read({ argv: ['--config', other], yaml }).settings.workers).toBe(7);
    expect(read({ argv: [`--config=${other}`], yaml }).settings.logLevel).toBe('info');
  });

  test('an empty CONFIG_FILE names none', () => expect(problemsOf({ env: { CONFIG_FILE: '' } })).toEqual([]));

  test('what is wrong is told even where another source has a right value', () => {
    expect(problemsOf({ argv: ['--workers', '4'], env: { WORKERS: 'many' }, yaml: 'workers: -1' })).toEqual([
      'settings.yaml:1: workers: found "-1"; expected a whole number from 0 to 1024',
      'environment: WORKERS: found "many"; expected a whole number from 0 to 1024',
    ]);
  });
});

describe('flags', () => {
  test('every setting but the secret ones is one', () => {
    const values: Readonly<Record<string, string>> = {
      LISTEN_MODZY: '50051',
      MANAGEMENT_PORT: 'off',
      AUTH_TOKENS_FILE: 'tokens',
    };
    const given = Object.values(SETTINGS).filter(({ isSecret, variable }) => !isSecret && !variable.startsWith('TLS'));
    const argv = given.map(({ variable, default: value }) => {
      const text = values[variable] ?? defaultText({ default: value });
      return `--${variable.toLowerCase().replaceAll('_', '-')}=${text}`;
    });
    const { settings, problems } = read({ argv });
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({ listenModzy: { port: 50051 }, managementPort: 'off', port: 45000 });
    expect(argv.length).toBeGreaterThan(50);
  });

  test.each([
    [
      ['--max-pending-cals', '10'],
      '--max-pending-cals: found a flag that there is not; expected --max-pending-calls, perhaps',
    ],
    [
      ['--MAX_PENDING_CALLS=10'],
      '--MAX_PENDING_CALLS: found a flag that there is not; expected --max-pending-calls, perhaps',
    ],
    [['--chekc'], '--chekc: found a flag that there is not; expected --check, perhaps'],
    [
      ['--config-file', 'x'],
      '--config-file: found a flag that there is not; expected one of the flags that --help lists',
    ],
    [
      ['--constructor', '1'],
      '--constructor: found a flag that there is not; expected one of the flags that --help lists',
    ],
    [['--workers'], '--workers: found no value; expected --workers followed by a value'],
    [['--config'], '--config: found no value; expected --config FILE'],
    [['--workers', '--check'], '--workers: found no value; expected --workers followed by a value'],
    [['--workers', '-1'], '--workers: found "-1"; expected a whole number from 0 to 1024'],
    [['--workers='], '--workers: found ""; expected a whole number from 0 to 1024'],
    [['--workers=1', '--workers', '2'], '--workers: found it more than once; expected it once'],
    [['--check=yes'], '--check: found a value; expected --check alone'],
    [['--json'], '--json: found it alone; expected --check beside it'],
    [['-h'], 'found "-h"; expected flags, such as --max-pending-calls 10; --help lists them'],
    [['--check', 'now'], 'found "now"; expected flags, such as --max-pending-calls 10; --help lists them'],
  ])('%j is refused', (argv, problem) => expect(problemsOf({ argv })).toEqual([`command line: ${problem}`]));

  test('--port is met with every port there is', () => {
    const [problem] = problemsOf({ argv: ['--port', '1'] });
    for (const flag of ['--psc-model-port', '--http-port', '--management-port']) expect(problem).toContain(flag);
  });

  test('a secret is refused, and not repeated', () => {
    const told = problemsOf({ argv: ['--auth-tokens', 'hush', '--otel-exporter-otlp-headers=hush'] });
    expect(told).toHaveLength(2);
    expect(told[0]).toContain('AUTH_TOKENS in the environment, or auth_tokens in the settings file');
    expect(told.join()).not.toContain('hush');
  });
});

describe('the settings file', () => {
  test('takes numbers, texts, and lists where there are several words', () => {
    const yaml =
      'http_port: off\nmetrics_port: 9090\nworkers: "3"\nonnx_execution_providers: [cuda, cpu]\ntrace_sample_ratio: 0.5';
    expect(problemsOf({ yaml })).toEqual([]);
    expect(read({ yaml }).settings).toMatchObject({
      httpPort: 'off',
      metricsPort: 9090,
      workers: 3,
      onnxExecutionProviders: ['cuda', 'cpu'],
      traceSampleRatio: 0.5,
    });
  });

  test('may hold secrets', () => {
    expect(read({ yaml: 'auth_tokens: "a b"' }).settings.authTokens).toBe('a b');
  });

  test.each(['', '\n\n', '# workers: 3\n\n  # more\r\n'])('%j sets nothing', (yaml) => {
    expect(problemsOf({ yaml })).toEqual([]);
  });

  test.each([
    ['workers: 1\n\nworkres: 2', ':3: workres: found a setting that there is not; expected workers, perhaps'],
    ['WORKERS: 1', ':1: WORKERS: found a setting that there is not; expected workers, perhaps'],
    [
      'config_file: x',
      ':1: config_file: found a setting that there is not; expected one of the settings that --help lists',
    ],
    [
      '__proto__: { workers: 3 }',
      ':1: __proto__: found a setting that there is not; expected one of the settings that --help lists',
    ],
    [
      'constructor: 1',
      ':1: constructor: found a setting that there is not; expected one of the settings that --help lists',
    ],
    ['a: &a { workers: 3 }\n<<: *a', [':1: a: ', ':2: <<: ']],
    ['workers: many', ':1: workers: found "many"; expected a whole number from 0 to 1024'],
    ['workers: 1.5', ':1: workers: found "1.5"; expected a whole number from 0 to 1024'],
    ['workers:', ':1: workers: found nothing; expected a whole number from 0 to 1024'],
    ['workers: [1]', ':1: workers: found a list; expected a whole number from 0 to 1024'],
    ['workers: { max: 1 }', ':1: workers: found a map; expected a whole number from 0 to 1024'],
    ['access_log: true', ':1: access_log: found a boolean without quotes; expected one of on, off, in quotes'],
    [
      'otel_service_name: 007',
      ':1: otel_service_name: found a number without quotes; expected a text that is not empty, in quotes',
    ],
    [
      'tls_listeners: []',
      ':1: tls_listeners: found a list; expected some of grpc, http, management, metrics, between commas, or a list of them',
    ],
    ['workers: 1\nworkers: 2', ':2: found duplicated mapping key; expected well-formed YAML'],
    ['- workers', ':1: found a list; expected a map of settings, such as "max_pending_calls: 10"'],
    ['workers: 1\n---\nworkers: 2', ': found 2 documents; expected one YAML document'],
    ['workers: !!js/function x', ':1: found unknown scalar tag'],
    [Buffer.from([0x77, 0xff]), ': found bytes that are no UTF-8; expected a readable settings file'],
    [`#${'x'.repeat(300_000)}`, ': found more than 262144 bytes; expected a readable settings file'],
  ])('%j is refused', (yaml, expected) => {
    const told = problemsOf({ yaml });
    for (const [index, each] of [expected].flat().entries()) expect(told[index]).toContain(`settings.yaml${each}`);
    expect(told).toHaveLength([expected].flat().length);
  });

  test('that multiplies its aliases is refused', () => {
    const levels = Array.from(
      { length: 30 },
      (_, level) => `a${level + 1}: &a${level + 1} [*a${level}, *a${level}, *a${level}, *a${level}]`,
    );
    expect(problemsOf({ yaml: ['a0: &a0 [x]', ...levels].join('\n') })).toEqual([
      expect.stringMatching(/aliases.*expected well-formed YAML/),
    ]);
  });

  test('must be there, and be a file', () => {
    expect(problemsOf({ argv: ['--config', join(folder, 'none.yaml')] })).toEqual([
      expect.stringMatching(/none\.yaml: found .*ENOENT.*; expected a readable settings file/),
    ]);
    expect(problemsOf({ env: { CONFIG_FILE: '/dev/zero' } })).toEqual([
      '/dev/zero: found something that is no regular file; expected a readable settings file',
    ]);
  });
});

test('what is wrong in every source, and what contradicts itself, is told at once', () => {
  const yaml = 'min_workers: 4\nworkres: 1';
  expect(problemsOf({ argv: ['--nothing', '--workers=2'], env: { HTTP_PORT: 'x' }, yaml })).toEqual([
    expect.stringContaining('command line: --nothing: found'),
    expect.stringContaining('settings.yaml:2: workres: found'),
    expect.stringContaining('environment: HTTP_PORT: found'),
    'settings.yaml:1: min_workers: found 4; expected at most WORKERS, which is 2',
  ]);
});

test.each([
  [[], 'serve', false],
  [['--check'], 'check', false],
  [['--check', '--json'], 'check', true],
  [['--help', '--check'], 'help', false],
  [['--version'], 'version', false],
] as const)('%j asks to %s', (argv, action, json) => {
  expect(read({ argv })).toMatchObject({ action, json, problems: [] });
});

describe('a variable that is nearly a setting', () => {
  test.each([
    ['TSL_CERT_FILE', 'TLS_CERT_FILE'],
    ['AUTH_TOKEN_FILE', 'AUTH_TOKENS_FILE'],
    ['MODZY_SHUTDOWNS', 'MODZY_SHUTDOWN'],
  ])('%s stops the start: whoever set it believes to be protected', (name, meant) => {
    const { warnings, problems } = read({ env: { [name]: 'x' } });
    expect(warnings).toEqual([]);
    expect(problems).toEqual([
      { file: 'environment', key: name, found: 'no setting', expected: `${meant}, if that was meant` },
    ]);
  });

  test.each([
    ['MAX_PENDING_CALL', 'MAX_PENDING_CALLS'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['WORKER', 'WORKERS'],
    ['workers', 'WORKERS'],
    ['CONFIG_FIEL', 'CONFIG_FILE'],
    ['PSC_MODELPORT', 'PSC_MODEL_PORT'],
  ])('%s is warned of, and starts nevertheless', (name, meant) => {
    const { warnings, problems } = read({ env: { [name]: 'x' } });
    expect(problems).toEqual([]);
    expect(warnings).toEqual([`The environment variable "${name}" is no setting; ${meant} is one, if that was meant.`]);
  });

  test.each([
    'PATH',
    'HOME',
    'HTTP_PROXY',
    'http_proxy',
    'PORT',
    'HOST',
    'NODE_ENV',
    'DATA_DIR',
    'LOG_LEVEL',
    'CONFIG_FILE',
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    'KUBERNETES_SERVICE_PORT',
    'SSL_CERT_FILE',
    'WORKDIR',
    'x'.repeat(10_000),
  ])('%.40s is not one', (name) =>
    expect(read({ env: { [name]: name === 'CONFIG_FILE' ? '' : 'info' } }).warnings).toEqual([]),
  );
});
