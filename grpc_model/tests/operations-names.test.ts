import { readdirSync } from 'node:fs';
import { parseVersion } from '../src/catalog/version';
import { DEFAULT_POLICY } from '../src/catalog/version-policy';
import { readSettings, SETTINGS } from '../src/config/settings';
import { readStartOptions } from '../src/config/start-options';
import { readinessOf, toStatus } from '../src/protocols/health/convert';
import { ROLES } from '../src/security/roles';
import { checkReport } from '../src/startup/check';
import { protectionOf } from '../src/startup/protection';
import { screenOf, type ShownListener } from '../src/startup/screen';
import { accessLog } from '../src/telemetry/access-log';
import { ask } from './support/ask';
import { Document } from './support/documents';
import { LogBook } from './support/log-book';
import { OPERATIONS_GUIDE } from './support/operations';
import { PROJECT_FOLDER } from './support/paths';
import { recordOf } from './support/requests';
import { startTestServer, type TestServer } from './support/start-test-server';

const FOLDER = 'docs/operations';

const PAGES = readdirSync(`${PROJECT_FOLDER}/${FOLDER}`, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .map((file) => [file, new Document(`${FOLDER}/${file}`)] as const);

/** Capitals with underscores that are no settings: the client's variable, onnxruntime's, and statuses of gRPC. */
const NO_SETTINGS = ['MODEL_TOKEN', 'ORT_DISABLE_TELEMETRY', 'PERMISSION_DENIED'];

/** What begins with a slash and is a place of files, or the collector's path. */
const NO_PATHS = ['/data', '/dev/shm', '/v1/traces'];

/** Fields of lines other than the access line; the first three are those of every line. */
const OTHER_FIELDS = ['level', 'time', 'msg', 'worker', 'stream', 'stack', 'reason', 'names', 'expiresAt'];

/** The listener at each port that the pages name. */
const LISTENER_OF_PORT: Readonly<Record<string, string>> = { 8080: 'http', 8081: 'management', 8082: 'metrics' };

const LISTENERS = ['grpc', 'http', 'management', 'metrics', 'modzy'];

function found(text: string, pattern: RegExp): string[] {
  return Array.from(text.matchAll(pattern), ([, first]) => first!);
}

describe.each(PAGES)('%s', (_, page) => {
  it('names only settings that there are', () => {
    const variables: string[] = Object.values(SETTINGS).map(({ variable }) => variable);
    const named = found(page.text, /\b([A-Z]+(?:_[A-Z]+)+)\b/g);
    expect(named.filter((name) => !variables.includes(name) && !NO_SETTINGS.includes(name))).toEqual([]);
  });

  it('names only roles that there are', () => {
    const lists = found(page.text, /\broles?\s((?:`\w+`(?:,\s|\sor\s|\sand\s)?)+)/g).map((list) =>
      found(list, /`(\w+)`/g),
    );
    const given = found(page.text, /--roles (\S+)/g).map((list) => list.split(','));
    expect([...lists, ...given].flat().filter((role) => !ROLES.some((known) => known === role))).toEqual([]);
  });

  it('names only listeners that there are', () => {
    const named = found(page.text, /\blisteners?\s`(\w+)`/g);
    expect(named.filter((name) => !LISTENERS.includes(name))).toEqual([]);
  });

  it('looks in the log for fields that it has', () => {
    const log = new LogBook();
    accessLog(log)(recordOf());
    const known = [...Object.keys(log.lines[0]!.fields), ...OTHER_FIELDS];
    const filters = page.blocks('sh').flatMap((block) => block.split('\n').filter((line) => /logs .*jq/.test(line)));
    const fields = filters.flatMap((filter) => [
      ...found(filter, /(?<![\w\]])\.([a-zA-Z]+)/g),
      ...found(filter, /\{([\w, ]+)\}/g).flatMap((list) => list.split(', ')),
    ]);
    expect(fields.filter((field) => !known.includes(field))).toEqual([]);
  });
});

test('the pages look into the log, name roles, listeners and paths', () => {
  const all = PAGES.map(([, { text }]) => text).join('\n');
  expect(found(all, /\broles?\s`(\w+)`/g).length).toBeGreaterThan(5);
  expect(found(all, /\blisteners?\s`(\w+)`/g)).not.toEqual([]);
  expect(found(all, /(logs .*jq)/g).length).toBeGreaterThan(15);
});

describe('every path', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer({ env: { METRICS_PORT: '0', METRICS_HOST: '127.0.0.1' } });
  });

  afterAll(() => server.stop());

  const statusOf = async (listener: string, path: string) => (await ask(`${server.url(listener)}${path}`)).status;

  it.each(PAGES)('of %s is answered, on the port that it is asked for at', async (_, page) => {
    for (const path of page.quotes().filter((quote) => /^\/[a-z][\w/]*$/.test(quote) && !NO_PATHS.includes(quote))) {
      const statuses = [];
      for (const listener of ['http', 'management', 'metrics']) statuses.push(await statusOf(listener, path));
      expect([path, statuses.some((status) => status !== 404)]).toEqual([path, true]);
    }
    for (const [url, port, path] of page.text.matchAll(/https?:\/\/[\w.]+:(\d+)(\/\w+)/g)) {
      const listener = LISTENER_OF_PORT[port!];
      if (listener === undefined) throw new Error(`${url} is at no port of the server.`);
      expect([url, await statusOf(listener, path!)]).toEqual([url, 200]);
    }
  });
});

describe("the operator's guide", () => {
  const versions = (state: Parameters<typeof toStatus>[0]['versions'][number]['state']) => [
    { version: parseVersion('1.0.0')!, state, takesCalls: state.name === 'ready', problem: undefined },
  ];
  const model = {
    name: 'handwritten-digits',
    place: 'asset_bundle',
    defaultVersion: parseVersion('1.0.0'),
    policy: DEFAULT_POLICY,
    isPinned: false,
    labels: new Map<string, string>(),
    versions: versions({ name: 'ready' }),
    problems: [],
  };

  it('shows the screen of a start with the settings as they are by default', () => {
    const settings = readSettings({});
    const { host, port, httpHost, httpPort, managementHost, managementPort } = settings;
    const listener = (name: string, address: string, ...protocols: string[]): ShownListener => {
      return { name, address, tls: 'none', protocols };
    };
    const listeners = [
      listener('grpc', `${host}:${port}`, 'modzy', 'open-inference'),
      listener('http', `${httpHost}:${httpPort}`, 'health', 'open-inference'),
      listener('management', `${managementHost}:${managementPort}`, 'health', 'metrics'),
    ];
    const protection = protectionOf(settings);
    expect(OPERATIONS_GUIDE.text).toContain(`\n${screenOf({ models: [model], listeners, protection })}\`\`\``);
  });

  it('shows what --check says of a setting that is wrong', () => {
    const { problems } = readStartOptions([], { WORKERS: 'many' });
    const names = ['tokens and TLS', 'traces', "the project's own model", 'models in asset_bundle'];
    const results = [{ name: 'settings', problems }, ...names.map((name) => ({ name, problems: [] }))];
    expect(OPERATIONS_GUIDE.text).toContain(`\n${checkReport(results, [])}\`\`\``);
  });

  it('shows what /readyz and /status answer', () => {
    const failed = { name: 'failed', reason: 'The file weights/digits.onnx is not there.' } as const;
    const unready = [{ name: model.name, versions: versions(failed) }];
    const { ready, stopping, scanned } = readinessOf({ unready: () => [], isScanned: true }, false);
    const answers = [
      readinessOf({ unready: () => unready, isScanned: true }, false),
      { ready, stopping, scanned, models: [toStatus(model)] },
    ];
    const shown = OPERATIONS_GUIDE.blocks('json').map((block) => JSON.parse(block) as unknown);
    expect(shown).toEqual(JSON.parse(JSON.stringify(answers)));
  });
});
