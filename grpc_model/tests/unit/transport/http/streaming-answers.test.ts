import { Readable } from 'node:stream';
import { ServingError } from '../../../../src/core/errors';
import type { HttpListenerOptions } from '../../../../src/transport/http/http-listener';
import { ask } from '../../../support/ask';
import { route, startHttpListener, type TestListener } from '../../../support/http-service';
import { RawClient } from '../../../support/raw-client';
import { until } from '../../../support/until';

const PIECE = 'x'.repeat(100_000);

let started: TestListener;
let client: RawClient | undefined;
let goOn: () => void = () => undefined;
let made = 0;
let returned = 0;

async function* pieces(failure?: Error): AsyncGenerator<string> {
  try {
    yield 'first ';
    await new Promise<void>((resolve) => (goOn = resolve));
    if (failure !== undefined) throw failure;
    yield 'second';
  } finally {
    returned++;
  }
}

async function* endless(): AsyncGenerator<string> {
  try {
    for (;;) {
      made++;
      yield PIECE;
    }
  } finally {
    returned++;
  }
}

async function* refused(): AsyncGenerator<string> {
  throw new ServingError('failed-precondition', 'Not now.');
}

const events = { 'content-type': 'text/event-stream' };
const routes = [
  route('GET', '/two', () => ({ status: 200, headers: events, body: pieces() })),
  route('GET', '/breaks', () => ({ status: 200, headers: events, body: pieces(new TypeError('secret')) })),
  route('GET', '/refused', () => ({ status: 200, headers: events, body: refused() })),
  route('GET', '/endless', () => ({ status: 200, headers: events, body: endless() })),
  route('GET', '/none', () => ({ status: 200, body: Readable.from([]) as AsyncIterable<string> })),
];

async function start(options: Partial<HttpListenerOptions> = {}): Promise<void> {
  started = await startHttpListener(routes, options);
}

function raw(path: string): RawClient {
  client = new RawClient(started.port);
  return client.send(`GET ${path} HTTP/1.1\r\nhost: a\r\nx-request-id: mine\r\n\r\n`);
}

const outcomes = () => started.records.map(({ outcome }) => outcome);

beforeEach(() => (made = returned = 0));
afterEach(async () => {
  client?.close();
  await started.listener.close(0);
});

describe('an answer of pieces', () => {
  it('leaves as they come, and is over with the last one', async () => {
    await start();
    const reader = raw('/two');
    expect(await reader.until(/first /)).toMatch(/^HTTP\/1\.1 200 .*text\/event-stream.*x-request-id: mine/s);
    expect(reader.text).not.toContain('second');
    expect(started.listener.callsUnderWay).toBe(1);
    goOn();
    await reader.until(/second\r\n0\r\n\r\n$/);
    await until(() => started.records.length === 1);
    expect(started.records).toMatchObject([{ outcome: 'ok', requestId: 'mine' }]);
    expect(returned).toBe(1);
  });

  it('leaves its connection for the next request', async () => {
    await start();
    const reader = raw('/none');
    await reader.until(/\r\n0\r\n\r\n$/);
    reader.send('GET /none HTTP/1.1\r\nhost: a\r\n\r\n');
    await until(() => started.records.length === 2);
    expect(outcomes()).toEqual(['ok', 'ok']);
  });

  it('is an ordinary refusal when the first one fails', async () => {
    await start();
    const { status, text } = await ask(`${started.url}/refused`);
    expect({ status, text }).toEqual({ status: 418, text: '{"code":"failed-precondition","message":"Not now."}' });
  });

  it('breaks off when a later one fails, which the log is told', async () => {
    await start();
    const reader = raw('/breaks');
    await reader.until(/first /);
    goOn();
    const text = await reader.closed();
    expect(text).not.toMatch(/secret|\r\n0\r\n/);
    await until(() => started.records.length === 1);
    expect(outcomes()).toEqual(['internal']);
    expect(started.unforeseen).toEqual([new TypeError('secret')]);
  });

  it('is made no faster than it is read, and no longer than somebody reads it', async () => {
    await start();
    const reader = raw('/endless');
    reader.socket.pause();
    const hasStopped = async () => {
      const before = made;
      await ask(`${started.url}/none`);
      return before > 0 && made === before;
    };
    while (!(await hasStopped()));
    expect(returned).toBe(0);
    reader.close();
    await until(() => returned === 1);
    await until(() => outcomes().includes('cancelled'));
  });

  it('ends when its reader takes nothing for too long', async () => {
    await start({ idleConnectionMs: 100 });
    raw('/endless').socket.pause();
    await until(() => returned === 1);
    expect(outcomes()).toEqual(['cancelled']);
  });

  it('may take its time between two pieces', async () => {
    await start({ idleConnectionMs: 50 });
    const reader = raw('/two');
    await reader.until(/first /);
    // Another connection that idles is closed meanwhile.
    const other = new RawClient(started.port).send('GET /none HTTP/1.1\r\nhost: a\r\n\r\n');
    await other.closed();
    goOn();
    await reader.until(/second/);
  });

  it('is finished before its listener is closed', async () => {
    await start();
    const reader = raw('/two');
    await reader.until(/first /);
    const closed = started.listener.close(60_000);
    goOn();
    await closed;
    await reader.until(/second/);
    expect(outcomes()).toEqual(['ok']);
  });
});
