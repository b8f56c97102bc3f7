import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http2';
import { status as grpcStatus } from '@grpc/grpc-js';
import type { Access, Gate } from '../../../../src/core/access';
import { openInferenceService } from '../../../../src/protocols/open-inference/definition';
import { openInferenceGrpc } from '../../../../src/protocols/open-inference/grpc-service';
import { openInferenceRest } from '../../../../src/protocols/open-inference/rest';
import { createGate } from '../../../../src/security/gate';
import { parseTokens } from '../../../../src/security/parse-tokens';
import { Tokens } from '../../../../src/security/tokens';
import { GrpcListener } from '../../../../src/transport/grpc/grpc-listener';
import { HttpListener } from '../../../../src/transport/http/http-listener';
import { ask } from '../../../support/ask';
import { listenerDefaults } from '../../../support/limits';
import { endOf, framed, RawGrpc } from '../../../support/raw-grpc';
import { RawClient } from '../../../support/raw-client';
import { testToken } from '../../../support/tokens';
import { FakeOpenInference } from './rest/fake-open-inference';

const WHO = {
  nobody: undefined,
  stranger: testToken('stranger', 'admin'),
  caller: testToken('caller', 'predict'),
  scraper: testToken('scraper', 'metrics'),
  operator: testToken('operator', 'admin'),
};
type Who = keyof typeof WHO;
const EVERYBODY = Object.keys(WHO) as Who[];

/** The table of the security guide, once tokens are configured: who is let in, from this machine and from elsewhere. */
const ADMITTED: Readonly<Record<string, { readonly here: readonly Who[]; readonly elsewhere: readonly Who[] }>> = {
  open: { here: EVERYBODY, elsewhere: EVERYBODY },
  predict: { here: ['caller', 'operator'], elsewhere: ['caller', 'operator'] },
  observe: { here: ['nobody', 'caller', 'scraper', 'operator'], elsewhere: ['scraper', 'operator'] },
  control: { here: ['nobody', 'caller', 'scraper', 'operator'], elsewhere: ['operator'] },
};

/** Whoever shows no token that is known is told to; who shows one, that it is not enough. */
function verdictOf(access: Access, who: Who, isHere: boolean): string {
  if (ADMITTED[access]![isHere ? 'here' : 'elsewhere'].includes(who)) return 'admitted';
  return who === 'nobody' || who === 'stranger' ? 'unauthenticated' : 'permission-denied';
}

const lines = [WHO.caller, WHO.scraper, WHO.operator].map(({ line }) => line).join('\n');
const { entries } = parseTokens(lines, { file: 'tokens', key: 'AUTH_TOKENS_FILE', separator: '\n' });

let isHere = true;
const policy = createGate(new Tokens(true, entries));
/** Every call of a test comes from this machine. */
const gate: Gate = { admit: (access, visitor) => policy.admit(access, { ...visitor, isLoopback: isHere }) };

const openInference = new FakeOpenInference();
const rest = openInferenceRest(openInference, { maxMessageBytes: 2 ** 20, maxJsonDepth: 16, maxRequestParts: 100 });
const grpc = openInferenceGrpc(openInference, {
  maxRequestParts: 100,
  maxMessageBytes: 2 ** 20,
  forceRawOutputs: false,
});
const rpcs = { ...grpc.rpcs, ...grpc.streams };

const http = new HttpListener({ ...listenerDefaults(), gate, onUnforeseen: () => undefined });
const overGrpc = new GrpcListener({ ...listenerDefaults(), gate });
let httpPort = 0;
let grpcPort = 0;

beforeAll(async () => {
  http.add(rest);
  overGrpc.add(grpc);
  httpPort = await http.listen();
  grpcPort = await overGrpc.listen();
});

afterAll(() => Promise.all([http.close(0), overGrpc.close(0)]));

const METHODS = Object.entries(openInferenceService).map(([name, { path }]) => [name, path] as const);

const headersOf = (who: Who): Record<string, string> => ({ ...WHO[who]?.headers });

describe.each([
  ['this machine', true],
  ['elsewhere', false],
])('a caller from %s', (_, isFromHere) => {
  beforeEach(() => (isHere = isFromHere));

  it.each(rest.routes.map((route) => [route.method, route.path, route] as const))(
    'is judged at %s %s',
    async (method, path, { access }) => {
      const url = `http://127.0.0.1:${httpPort}${path.replace(/:(\w+)/g, 'digits')}`;
      for (const who of EVERYBODY) {
        const { status } = await ask(url, { method, headers: headersOf(who) });
        const found = status === 401 ? 'unauthenticated' : status === 403 ? 'permission-denied' : 'admitted';
        expect([who, found]).toEqual([who, verdictOf(access, who, isFromHere)]);
      }
    },
  );

  it.each(METHODS)('is judged when it calls %s', async (name, path) => {
    const client = new RawGrpc(grpcPort, path);
    for (const who of EVERYBODY) {
      const call = client.open(headersOf(who));
      call.end(framed(Buffer.alloc(0)));
      const { code } = await endOf(call);
      const refusals: Readonly<Record<number, string>> = {
        [grpcStatus.UNAUTHENTICATED]: 'unauthenticated',
        [grpcStatus.PERMISSION_DENIED]: 'permission-denied',
      };
      const { access } = rpcs[name as keyof typeof rpcs];
      expect([who, refusals[code] ?? 'admitted']).toEqual([who, verdictOf(access, who, isFromHere)]);
    }
    client.close();
  });
});

describe('a route and the rpc of the same name', () => {
  const shared = rest.routes.filter(({ name }) => Object.hasOwn(rpcs, name));

  it.each(shared.map(({ name, path, access }) => [name, path, access] as const))(
    'need the same: %s at %s',
    (name, _, access) => {
      expect(access).toBe(rpcs[name as keyof typeof rpcs].access);
    },
  );

  it('are most of them', () => {
    expect(new Set(shared.map(({ name }) => name)).size).toBeGreaterThan(9);
  });
});

describe('a caller who is refused', () => {
  beforeEach(() => (isHere = false));

  it('is told before its body is read, at every route that takes one', async () => {
    const refused = rest.routes.filter(({ method, access }) => method === 'POST' && access !== 'open');
    expect(refused.length).toBeGreaterThan(9);
    const before = openInference.messages.length;
    for (const { path } of refused) {
      const client = new RawClient(httpPort);
      client.send(`POST ${path.replace(/:(\w+)/g, 'digits')} HTTP/1.1\r\nhost: a\r\ncontent-length: 100000000\r\n\r\n`);
      expect(await client.until(/\r\n\r\n\{.*\}/s)).toMatch(/^HTTP\/1\.1 401 /);
      client.close();
    }
    expect(openInference.messages).toHaveLength(before);
  });

  it('is told before its message is read, at every rpc', async () => {
    for (const [name, path] of METHODS) {
      if (rpcs[name as keyof typeof rpcs].access === 'open') continue;
      const client = new RawGrpc(grpcPort, path);
      const [answer] = (await once(client.open(), 'response')) as [IncomingHttpHeaders];
      expect(answer['grpc-status']).toBe(String(grpcStatus.UNAUTHENTICATED));
      client.close();
    }
  });
});
