import { deflateSync, gzipSync } from 'node:zlib';
import { status } from '@grpc/grpc-js';
import type { Gate } from '../../../../src/core/access';
import { ServingError } from '../../../../src/core/errors';
import { endOf, framed, RawGrpc } from '../../../support/raw-grpc';
import { TALK_PATH, TalkingService } from '../../../support/stream-service';
import { until } from '../../../support/until';

let service: TalkingService;
let raw: RawGrpc | undefined;

beforeEach(() => (service = new TalkingService()));
afterEach(async () => {
  raw?.close();
  raw = undefined;
  await service.stop();
});

const outcomes = () => service.records.map(({ outcome }) => outcome);

function rawStream(headers: Readonly<Record<string, string>> = {}) {
  raw ??= new RawGrpc(service.port, TALK_PATH);
  return raw.open(headers);
}

describe('the messages of a stream', () => {
  it('are answered as their answers are ready, each with its own in order', async () => {
    await service.start();
    const talk = service.talk().say('wait slow', 'echo quick 3');
    await until(() => talk.answers.length === 3);
    await service.goOn('slow');
    talk.stream.end();
    expect(await talk.ended).toMatchObject({ code: status.OK });
    expect(talk.answers).toEqual(['quick:0', 'quick:1', 'quick:2', 'slow:0']);
  });

  it('are calls of their own, with the request id of the stream', async () => {
    await service.start();
    const talk = service.talk({ 'x-request-id': 'mine', traceparent: '00-a' }).say('echo a', 'echo b 2');
    const header = await talk.header;
    expect(header.get('x-request-id')).toEqual(['mine']);
    await until(() => service.records.length === 2);
    const told = { requestId: 'mine', protocol: 'test', method: 'Talk', outcome: 'ok', traceParent: '00-a' };
    expect(service.records).toMatchObject([told, told]);
    expect(new Set(service.callers).size).toBe(2);
    expect(service.closed.sort()).toEqual(['echo a', 'echo b 2']);
    expect(service.listener.callsUnderWay).toBe(0);
  });

  it('are answered to the last one after the client has no more to say', async () => {
    await service.start();
    const talk = service.talk().say('wait a', 'wait b');
    talk.stream.end();
    await service.goOn('b');
    await service.goOn('a');
    expect(await talk.ended).toMatchObject({ code: status.OK });
    expect(talk.answers).toEqual(['b:0', 'a:0']);
  });

  it('may have a failure in the place of an answer that is too large, and the stream goes on', async () => {
    service.failure = ({ message }, request) => (request === 'large 1002' ? undefined : message.slice(0, 40));
    await service.start({ maxMessageBytes: 1000 });
    const talk = service.talk().say('wait a', 'large 1001 3', 'echo b');
    await service.goOn('a');
    await until(() => talk.answers.length === 3);
    expect(talk.answers.toSorted()).toEqual(['Sent message larger than max (1001 vs. 1', 'a:0', 'b:0']);
    expect(outcomes().toSorted()).toEqual(['ok', 'ok', 'too-large']);
    expect(service.returned).toHaveLength(3);
    talk.say('large 1002');
    expect(await talk.ended).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
  });

  it('may have no answer at all', async () => {
    await service.start();
    const talk = service.talk().say('echo a 0');
    talk.stream.end();
    expect(await talk.ended).toMatchObject({ code: status.OK });
    expect(outcomes()).toEqual(['ok']);
  });

  it('are begun in their order, inflated where they are compressed', async () => {
    await service.start();
    const stream = rawStream({ 'grpc-encoding': 'gzip' });
    stream.write(framed(gzipSync('echo a'), true));
    stream.write(framed(Buffer.from('echo b')));
    stream.end(framed(gzipSync('echo c'), true));
    expect((await endOf(stream)).code).toBe(status.OK);
    expect(service.begun).toEqual(['echo a', 'echo b', 'echo c']);
  });

  it('may be compressed with deflate', async () => {
    await service.start();
    const stream = rawStream({ 'grpc-encoding': 'deflate' });
    stream.end(framed(deflateSync('echo a'), true));
    expect((await endOf(stream)).code).toBe(status.OK);
    expect(service.begun).toEqual(['echo a']);
  });

  it('are let in by the gate together', async () => {
    const asked: string[] = [];
    const gate: Gate = {
      admit: (access, { authorization }) => {
        asked.push(access);
        if (authorization === undefined) throw new ServingError('unauthenticated', 'Who are you?');
        return authorization;
      },
    };
    await service.start({ gate });
    const talk = service.talk({ authorization: 'me' }).say('echo a', 'echo b');
    talk.stream.end();
    await talk.ended;
    expect(asked.filter((access) => access === 'predict').length).toBeGreaterThan(0);
    expect(service.records).toMatchObject([{ identity: 'me' }, { identity: 'me' }]);
    const stranger = service.talk().say('echo c');
    expect(await stranger.ended).toMatchObject({ code: status.UNAUTHENTICATED, details: 'Who are you?' });
    expect(service.records[2]).toMatchObject({ outcome: 'unauthenticated', method: 'Talk' });
    expect(service.begun).toEqual(['echo a', 'echo b']);
  });
});

describe('a stream ends with the status of', () => {
  it('what a message throws, and the others are cancelled', async () => {
    await service.start();
    const talk = service.talk({ 'x-request-id': 'mine' }).say('wait a', 'fail');
    const { code, details, metadata } = await talk.ended;
    expect({ code, details }).toEqual({ code: status.FAILED_PRECONDITION, details: 'Not now.' });
    expect(metadata.get('x-request-id')).toEqual(['mine']);
    await until(() => service.returned.length === 2);
    expect(outcomes().sort()).toEqual(['cancelled', 'failed-precondition']);
    expect(service.listener.callsUnderWay).toBe(0);
  });

  it('a message that cannot be read', async () => {
    await service.start();
    const stream = rawStream();
    stream.write(framed(Buffer.from([0xff])));
    expect(await endOf(stream)).toEqual({
      code: status.INVALID_ARGUMENT,
      details: 'The message of 1 bytes is no request of Talk: not a text.',
    });
    expect(outcomes()).toEqual(['invalid-argument']);
  });

  it('a message that is too large', async () => {
    await service.start({ maxMessageBytes: 1000 });
    const stream = rawStream();
    stream.write(framed(Buffer.alloc(1001, 'x')));
    expect((await endOf(stream)).code).toBe(status.RESOURCE_EXHAUSTED);
    await until(() => service.records.length === 1);
    expect(outcomes()).toEqual(['resource-exhausted']);
  });

  it('an answer that is too large', async () => {
    await service.start({ maxMessageBytes: 1000 });
    const talk = service.talk().say('large 1001');
    expect(await talk.ended).toMatchObject({
      code: status.RESOURCE_EXHAUSTED,
      details: expect.stringMatching(/^Sent message larger than max \(1001 vs. 1000\)/) as string,
    });
    expect(outcomes()).toEqual(['too-large']);
  });

  it('a message that becomes too large', async () => {
    await service.start({ maxMessageBytes: 100_000 });
    const stream = rawStream({ 'grpc-encoding': 'gzip' });
    stream.write(framed(gzipSync(Buffer.alloc(100_001, 'x')), true));
    expect(await endOf(stream)).toEqual({
      code: status.RESOURCE_EXHAUSTED,
      details: 'The message becomes more than 100000 bytes (MAX_MESSAGE_BYTES).',
    });
  });

  it('a message that is not compressed as it says', async () => {
    await service.start();
    const stream = rawStream({ 'grpc-encoding': 'gzip' });
    stream.write(framed(Buffer.from('abc'), true));
    expect(await endOf(stream)).toEqual({
      code: status.INVALID_ARGUMENT,
      details: 'The message is no gzip, though it says so.',
    });
  });

  it('a message that does not come to its end in time, while an idle stream stays', async () => {
    await service.start({ requestTimeoutMs: 100 });
    const idle = service.talk().say('echo a');
    await until(() => idle.answers.length === 1);
    const stream = rawStream();
    stream.write(framed(Buffer.alloc(1000)).subarray(0, 500));
    expect(await endOf(stream)).toEqual({
      code: status.DEADLINE_EXCEEDED,
      details: 'A message of the stream did not come to its end within 100 ms (REQUEST_TIMEOUT_MS).',
    });
    expect(outcomes()).toEqual(['ok', 'deadline-exceeded']);
    idle.say('echo b');
    await until(() => idle.answers.length === 2);
  });

  it('its deadline, which every message has', async () => {
    await service.start();
    const stream = rawStream({ 'grpc-timeout': '300m' });
    stream.write(framed(Buffer.from('wait a')));
    expect((await endOf(stream)).code).toBe(status.DEADLINE_EXCEEDED);
    await until(() => service.returned.length === 1);
    expect(outcomes()).toEqual(['deadline-exceeded']);
    expect(service.callers[0]!.deadlineMs).toBeLessThan(Date.now() + 300);
  });
});

describe('a client that hangs up', () => {
  it('cancels every message, and whoever makes their answers is told', async () => {
    await service.start();
    const talk = service.talk().say('wait a', 'wait b');
    await until(() => service.begun.length === 2);
    talk.stream.cancel();
    await until(() => service.returned.length === 2);
    expect(service.closed).toEqual(['wait a', 'wait b']);
    expect(outcomes()).toEqual(['cancelled', 'cancelled']);
    expect(service.listener.callsUnderWay).toBe(0);
  });
});

describe('a listener that closes', () => {
  it('ends idle streams at once', async () => {
    await service.start();
    const talk = service.talk().say('echo a');
    await until(() => talk.answers.length === 1);
    await service.listener.close(60_000);
    expect(await talk.ended).toMatchObject({ code: status.UNAVAILABLE, details: 'The server is stopping.' });
    expect(outcomes()).toEqual(['ok']);
  });

  it('lets messages under way finish, and takes no more', async () => {
    await service.start();
    const talk = service.talk().say('wait a');
    await until(() => service.begun.length === 1);
    const closed = service.listener.close(60_000);
    await service.goOn('a');
    expect(await talk.ended).toMatchObject({ code: status.UNAVAILABLE });
    await closed;
    expect(talk.answers).toEqual(['a:0']);
    expect(outcomes()).toEqual(['ok']);
  });
});
