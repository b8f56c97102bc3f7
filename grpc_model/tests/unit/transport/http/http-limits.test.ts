import { jsonAnswer } from '../../../../src/transport/http/json-answer';
import { ByteBudget } from '../../../../src/transport/byte-budget';
import type { HttpListenerOptions } from '../../../../src/transport/http/http-listener';
import { ask } from '../../../support/ask';
import { route, startHttpListener, type TestListener } from '../../../support/http-service';
import { RawClient } from '../../../support/raw-client';
import { until } from '../../../support/until';

const LARGE_BYTES = 64 * 2 ** 20;

let started: TestListener;
const clients: RawClient[] = [];
let closedCalls = 0;
/** Lets each call of `/held` go. */
const held: (() => void)[] = [];

const routes = [
  route('GET', '/small', () => jsonAnswer(200, 'small')),
  route('GET', '/large', (_request, caller) => {
    caller.onClosed(() => closedCalls++);
    return { status: 200, body: Buffer.alloc(LARGE_BYTES) };
  }),
  route('GET', '/never', (_request, caller) => {
    caller.onClosed(() => closedCalls++);
    return new Promise(() => undefined);
  }),
  route('POST', '/held', () => new Promise((resolve) => held.push(() => resolve(jsonAnswer(200, 'held'))))),
  route('POST', '/length', ({ body }) => jsonAnswer(200, body.byteLength)),
];

async function start(options: Partial<HttpListenerOptions>): Promise<void> {
  started = await startHttpListener(routes, options);
}

function client(...pieces: string[]): RawClient {
  const made = new RawClient(started.port);
  clients.push(made);
  for (const piece of pieces) made.send(piece);
  return made;
}

function hasRoomFor(bytes: number, budget: ByteBudget): boolean {
  try {
    budget.take(bytes, 0);
    budget.giveBack(bytes);
    return true;
  } catch {
    return false;
  }
}

const isServed = async () => (await ask(`${started.url}/small`)).text === '"small"';

beforeEach(() => (closedCalls = 0));
afterEach(async () => {
  for (const each of clients.splice(0)) each.close();
  await started.listener.close(0);
});

describe('a client that takes its time', () => {
  const slow = (text: string) => `POST /length HTTP/1.1\r\nhost: a\r\n${text}`;

  it.each([
    ['says nothing', ''],
    ['sends half of its headers', 'GET /small HTTP/1.1\r\nx-'],
  ])('and %s is told so and closed', async (_, text) => {
    await start({ requestTimeoutMs: 100 });
    expect(await client(text).closed()).toMatch(/^HTTP\/1\.1 408 .*100 ms \(REQUEST_TIMEOUT_MS\)/s);
  });

  it('and sends headers a byte at a time is closed while others are served', async () => {
    await start({ requestTimeoutMs: 101 });
    const slowOnes = Array.from({ length: 20 }, () => client('GET /small HTTP/1.1\r\nx: ').dribble('a', 10));
    const answers = Promise.all(slowOnes.map((each) => each.closed()));
    expect(await isServed()).toBe(true);
    for (const answer of await answers) expect(answer).toMatch(/^(HTTP\/1\.1 408 .*)?$/s);
  });

  it('and sends its body a byte at a time is refused in the form of the service, and closed', async () => {
    await start({ requestTimeoutMs: 100 });
    const answer = await client(slow('content-length: 5000\r\n\r\n')).dribble('a', 10).closed();
    expect(answer).toMatch(/^HTTP\/1\.1 408 .*"code":"deadline-exceeded"/s);
    await until(() => started.records.length === 1);
    expect(started.records[0]!.outcome).toBe('deadline-exceeded');
  });

  it('between two requests is closed', async () => {
    await start({ idleConnectionMs: 50 });
    const answer = await client('GET /small HTTP/1.1\r\nhost: a\r\n\r\n').closed();
    expect(answer).toMatch(/^HTTP\/1\.1 200 .*"small"$/s);
  });

  it('to read its answer is closed, and the answer let go', async () => {
    await start({ idleConnectionMs: 100 });
    const reader = client();
    reader.socket.pause();
    reader.send('GET /large HTTP/1.1\r\nhost: a\r\n\r\n');
    await until(() => closedCalls === 1);
    reader.socket.resume();
    expect((await reader.closed()).length).toBeLessThan(LARGE_BYTES);
  });

  it('but goes on reading gets its whole answer', async () => {
    await start({ idleConnectionMs: 1000 });
    const { text } = await ask(`${started.url}/large`);
    expect(text).toHaveLength(LARGE_BYTES);
  });
});

describe('pipelined requests', () => {
  const ask3 = (path: string) => `GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`.repeat(3);

  it.each(['/never', '/large'])(
    'to %s are all over when their connection breaks, so that the listener can close',
    async (path) => {
      await start({});
      const gone = client();
      gone.send(ask3(path));
      await until(() => started.listener.callsUnderWay === 3);
      gone.close();
      await until(() => closedCalls === 3);
      await started.listener.close(60_000);
      expect(started.listener.callsUnderWay).toBe(0);
    },
  );
});

describe('a client that is refused while it sends', () => {
  it('reads why, and is closed when it goes on', async () => {
    await start({ maxMessageBytes: 1000 });
    const answer = await client('POST /length HTTP/1.1\r\nhost: a\r\ncontent-length: 100000000\r\n\r\n')
      .dribble(Buffer.alloc(10_000), 5)
      .closed();
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe('bodies that are being received', () => {
  const begin = (bytes: number, path = '/length') =>
    client(`POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-length: ${bytes + 1}\r\n\r\n${'x'.repeat(bytes)}`);

  it('are refused when all of them together are too large, and small ones are not', async () => {
    await start({ receiving: new ByteBudget(1_000_000) });
    const first = begin(900_000);
    const second = begin(900_000);
    await until(() => (first.text + second.text).includes('HTTP'));
    const [refused, other] = first.text === '' ? [second, first] : [first, second];
    expect(refused.text).toMatch(/resource-exhausted.*all may hold 1000000/s);
    expect((await ask(`${started.url}/length`, { method: 'POST', body: 'abc' })).text).toBe('3');
    expect(await other.send('x').until(/900001$/)).toMatch(/^HTTP\/1\.1 200 /);
    // What both held is free again.
    expect(
      await begin(900_000)
        .send('x')
        .until(/900001$/),
    ).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('give back what they held when they break off', async () => {
    const receiving = new ByteBudget(1_000_000);
    const isEmpty = () => hasRoomFor(1_000_000, receiving);
    await start({ receiving });
    const broken = begin(900_000);
    await until(() => !isEmpty());
    broken.close();
    await until(isEmpty);
    expect(await begin(900_000).send('x').until(/HTTP/)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('hold what they hold until they have been handled, also when their clients have hung up', async () => {
    const receiving = new ByteBudget(1_000_000);
    await start({ receiving });
    const gone = begin(900_000, '/held').send('x');
    await until(() => held.length === 1);
    gone.close();
    await until(() => started.records.length === 1);
    expect(
      await begin(900_000)
        .send('x')
        .until(/exhausted/),
    ).toMatch(/all may hold 1000000/);
    held.pop()!();
    await until(() => hasRoomFor(1_000_000, receiving));
  });

  it('are taken whatever their size when one is alone', async () => {
    await start({ receiving: new ByteBudget(1000) });
    const { text } = await ask(`${started.url}/length`, { method: 'POST', body: 'x'.repeat(5_000_000) });
    expect(text).toBe('5000000');
  });
});

describe('connections', () => {
  it('beyond the bound are closed at once, and counted; those within it are served', async () => {
    await start({ maxConnections: 20 });
    const within = Array.from({ length: 20 }, () => client());
    const [first] = within;
    expect(await first!.send('GET /small HTTP/1.1\r\nhost: a\r\n\r\n').until(/small/)).toContain('200 OK');
    const beyond = Array.from({ length: 20 }, () => client());
    await Promise.all(beyond.map((each) => each.closed()));
    expect(started.listener.connections.refused).toBe(20);
    expect(await within[19]!.send('GET /small HTTP/1.1\r\nhost: a\r\n\r\n').until(/small/)).toContain('200 OK');
  });
});
