import { Agent } from 'node:http';
import { ServingError } from '../../../../src/core/errors';
import type { HttpRequest } from '../../../../src/transport/http/http-route';
import { jsonAnswer } from '../../../../src/transport/http/json-answer';
import { ask } from '../../../support/ask';
import { route, serviceOf, startHttpListener, type TestListener } from '../../../support/http-service';
import { RawClient } from '../../../support/raw-client';
import { until } from '../../../support/until';

const LIMIT_BYTES = 100_000;

let started: TestListener;
const seen: HttpRequest[] = [];
let release: () => void = () => undefined;
let cancelled = 0;

const routes = [
  route('GET', '/items/:name', (request) => {
    seen.push(request);
    return jsonAnswer(200, { name: request.params['name'] });
  }),
  route('POST', '/items/:item', (request) => {
    seen.push(request);
    return { status: 201, body: request.body };
  }),
  route('POST', '/locked', () => jsonAnswer(200, {}), 'control'),
  route('GET', '/throws', () => Promise.reject(new TypeError('secret'))),
  route('GET', '/refuses', () => {
    throw new ServingError('failed-precondition', 'Not now.');
  }),
  route('GET', '/waits', async (_request, caller) => {
    caller.onClosed(() => cancelled++);
    await new Promise<void>((resolve) => (release = resolve));
    return jsonAnswer(200, 'waited');
  }),
];

beforeEach(async () => {
  seen.length = cancelled = 0;
  started = await startHttpListener(routes, { maxMessageBytes: LIMIT_BYTES });
});
afterEach(() => started.listener.close(0));

const askFor = (path: string, options = {}) => ask(`${started.url}${path}`, options);

describe('a route', () => {
  it('gets the named parts of its path, the first value of each query name, headers and no body', async () => {
    const answer = await askFor('/items/a%2Fb%20c?x=1&x=2&__proto__=3', { headers: { 'x-mine': 'yes' } });
    expect(answer).toMatchObject({ status: 200, text: '{"name":"a/b c"}' });
    const [{ params, query, headers, body } = seen[0]!] = seen;
    expect(params['name']).toBe('a/b c');
    expect(Object.entries(query)).toEqual([
      ['x', '1'],
      ['__proto__', '3'],
    ]);
    expect(headers['x-mine']).toBe('yes');
    expect(body).toHaveLength(0);
  });

  it.each(['application/json', 'application/octet-stream', 'text/plain', undefined])(
    'gets a body of the type %s byte by byte',
    async (type) => {
      const body = Buffer.from([0, 1, 255, 0x7b, 0x7b]);
      const headers = type === undefined ? {} : { 'content-type': type };
      const answer = await askFor('/items/x', { method: 'POST', body, headers });
      expect(answer.status).toBe(201);
      expect(seen[0]!.body).toEqual(body);
    },
  );

  it('gets a body without a length whole', async () => {
    const client = new RawClient(started.port);
    client.send('POST /items/x HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n');
    client.send('3\r\nabc\r\n').send('2\r\nde\r\n0\r\n\r\n');
    await client.closed();
    expect(seen[0]!.body.toString()).toBe('abcde');
  });

  it('answers HEAD as GET, without the body', async () => {
    const { status, text, headers } = await askFor('/items/a', { method: 'HEAD' });
    expect({ status, text, length: headers['content-length'] }).toEqual({ status: 200, text: '', length: '12' });
  });

  it('is told to a client that asks before it sends', async () => {
    const client = new RawClient(started.port);
    client.send('POST /items/x HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n');
    await client.until(/100 Continue/);
    expect(await client.send('hi').until(/hi$/)).toContain('201 Created');
    client.close();
  });

  it('is not told to one that may not', async () => {
    const client = new RawClient(started.port);
    client.send('POST /locked HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n');
    const text = await client.until(/Nobody may/);
    expect(text).not.toContain('100 Continue');
    client.close();
  });
});

describe('a call', () => {
  it("has the client's request id in its answer and its record", async () => {
    const headers = { 'x-request-id': 'mine-1', traceparent: '00-a-b-01', authorization: 'Bearer t' };
    expect((await askFor('/items/a', { headers })).headers['x-request-id']).toBe('mine-1');
    await until(() => started.records.length === 1);
    expect(started.records[0]).toMatchObject({
      requestId: 'mine-1',
      protocol: 'test',
      method: 'items/:name',
      traceParent: '00-a-b-01',
      outcome: 'ok',
      identity: 'Bearer t',
    });
    expect(started.records[0]!.peer).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  it('has one made here when the client sends what could be none', async () => {
    const { headers } = await askFor('/items/a', { headers: { 'x-request-id': 'a b {}' } });
    expect(headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
  });

  it('is refused by the gate before its body is there', async () => {
    const client = new RawClient(started.port);
    client.send('POST /locked HTTP/1.1\r\nhost: a\r\ncontent-length: 5000\r\n\r\nbegin');
    const text = await client.until(/Nobody may/);
    expect(text).toMatch(/418.*x-request-id/s);
    expect(started.gate.asked).toEqual([['control', { isLoopback: false, authorization: undefined }]]);
    client.close();
    await until(() => started.records.length === 1);
    expect(started.records[0]!.outcome).toBe('permission-denied');
  });

  it('that its client gives up is over as cancelled', async () => {
    const client = new RawClient(started.port);
    client.send('GET /waits HTTP/1.1\r\nhost: a\r\n\r\n');
    await until(() => started.listener.callsUnderWay === 1);
    client.close();
    await until(() => cancelled === 1);
    expect(started.records.map(({ outcome }) => outcome)).toEqual(['cancelled']);
    release();
  });

  it('that waits behind another of its connection is over, too, when the client hangs up', async () => {
    const client = new RawClient(started.port);
    client.send('GET /waits HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(2)).send('GET /items/a HTTP/1.1\r\nhost: a\r\n\r\n');
    await until(() => seen.length === 1);
    expect(started.listener.callsUnderWay).toBe(3);
    client.close();
    await until(() => started.listener.callsUnderWay === 0);
    expect(cancelled).toBe(2);
    expect(started.records.map(({ outcome }) => outcome)).toEqual(['cancelled', 'cancelled', 'ok']);
    release();
  });

  it('whose body breaks off reaches nobody', async () => {
    const client = new RawClient(started.port);
    client.send('POST /items/x HTTP/1.1\r\nhost: a\r\ncontent-length: 50\r\n\r\nhalf');
    await until(() => started.listener.callsUnderWay === 1);
    client.close();
    await until(() => started.records.length === 1);
    expect(started.records[0]!.outcome).toBe('cancelled');
    expect(seen).toEqual([]);
  });
});

describe('a failure', () => {
  it('has the form of the service', async () => {
    const { status, text } = await askFor('/refuses');
    expect({ status, text }).toEqual({ status: 418, text: '{"code":"failed-precondition","message":"Not now."}' });
  });

  it('that nobody foresaw is told to the log alone', async () => {
    const { text } = await askFor('/throws');
    expect(text).not.toContain('secret');
    expect(JSON.parse(text)).toMatchObject({ code: 'internal' });
    expect(started.unforeseen).toEqual([new TypeError('secret')]);
  });

  it.each(['DELETE', 'PUT', 'PATCH', 'OPTIONS'])('of the method %s says which there are', async (method) => {
    const { status, headers, text } = await askFor('/items/a', { method });
    expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: 'GET, HEAD, POST' });
    expect(JSON.parse(text)).toMatchObject({
      code: 'unimplemented',
      message: expect.stringContaining(method) as string,
    });
  });

  it('of a path says which one', async () => {
    const { status, text } = await askFor('/nowhere?secret=1');
    expect({ status, text }).toEqual({
      status: 404,
      text: '{"error":"Not Found. There is no GET /nowhere on this port."}',
    });
  });

  it.each(['/nowhere', '/items/%zz'])('of the path %s is told once, without the path, and has an id', async (path) => {
    const { headers } = await askFor(path, { headers: { 'x-request-id': 'lost' } });
    expect(headers['x-request-id']).toBe('lost');
    await until(() => started.listener.callsUnderWay === 0);
    expect(started.records).toHaveLength(1);
    expect(started.records[0]).toMatchObject({ requestId: 'lost', protocol: 'http', method: 'unknown' });
  });

  it('of a malformed path or content type is the client’s', async () => {
    expect((await askFor('/items/%zz')).status).toBe(400);
    const broken = await askFor('/items/x', { method: 'POST', body: 'x', headers: { 'content-type': ';;' } });
    expect(JSON.parse(broken.text)).toMatchObject({ code: 'invalid-argument' });
  });

  it.each([
    ['announced', `content-length: ${LIMIT_BYTES + 1}\r\n\r\n`],
    [
      'sent',
      `transfer-encoding: chunked\r\n\r\n${(LIMIT_BYTES + 1).toString(16)}\r\n${'x'.repeat(LIMIT_BYTES + 1)}\r\n`,
    ],
  ])('of a body that is too large is told when it is %s', async (_, rest) => {
    const client = new RawClient(started.port);
    client.send(`POST /items/x HTTP/1.1\r\nhost: a\r\n${rest}`);
    expect(await client.until(/MAX_MESSAGE_BYTES/)).toMatch(/^HTTP\/1\.1 413 .*too-large/s);
    client.close();
    expect(seen).toEqual([]);
  });

  it('of headers that are too large says how large they may be', async () => {
    const client = new RawClient(started.port);
    client.send(`GET /items/a HTTP/1.1\r\nhost: a\r\nx-a: ${'a'.repeat(20_000)}\r\n\r\n`);
    expect(await client.closed()).toMatch(/^HTTP\/1\.1 431 .*16384 bytes \(MAX_HEADER_BYTES\)/s);
  });

  it('to speak HTTP is told, and the connection closed', async () => {
    expect(await new RawClient(started.port).send('\x16\x03\x01 what?\r\n\r\n').closed()).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('a listener', () => {
  it('refuses to have one route twice, whatever its parts are called', () => {
    const other = serviceOf([route('GET', '/items/:other', () => jsonAnswer(200, {}))], false, 'second');
    expect(() => started.listener.add(other)).toThrow(
      'GET /items/:other of second is /items/:name of test, too; one of them must have another path.',
    );
  });

  it('finishes calls under way when it closes, and takes no others', async () => {
    const agent = new Agent({ keepAlive: true });
    const waiting = askFor('/waits', { agent });
    await until(() => started.listener.callsUnderWay === 1);
    const closed = started.listener.close(10_000);
    await expect(askFor('/items/a')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    release();
    const { text, headers } = await waiting;
    expect({ text, connection: headers.connection }).toEqual({ text: '"waited"', connection: 'close' });
    await closed;
    agent.destroy();
  });

  it('ends calls that do not finish in time', async () => {
    const waiting = askFor('/waits').catch((error: unknown) => (error as NodeJS.ErrnoException).code);
    await until(() => started.listener.callsUnderWay === 1);
    await started.listener.close(10);
    expect(await waiting).toBe('ECONNRESET');
  });

  it('stops in time whatever calls wait behind others', async () => {
    const client = new RawClient(started.port);
    client.send('GET /waits HTTP/1.1\r\nhost: a\r\n\r\nGET /items/a HTTP/1.1\r\nhost: a\r\n\r\n');
    await until(() => seen.length === 1);
    await started.listener.close(10);
    await until(() => started.listener.callsUnderWay === 0);
    release();
  });

  it('closes connections that never asked anything', async () => {
    const client = new RawClient(started.port);
    await askFor('/items/a');
    await started.listener.close(10_000);
    expect(await client.closed()).toBe('');
  });
});

describe('a quiet service', () => {
  it('tells its refusals alone', async () => {
    const quiet = await startHttpListener(routes, { isQuiet: true });
    await ask(`${quiet.url}/items/a`);
    await ask(`${quiet.url}/refuses`);
    await until(() => quiet.records.length === 1);
    expect(quiet.records.map(({ outcome }) => outcome)).toEqual(['failed-precondition']);
    await quiet.listener.close(0);
  });
});
