import { status } from '@grpc/grpc-js';
import { ByteBudget } from '../../../../src/transport/byte-budget';
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

function hasRoomFor(bytes: number, budget: ByteBudget): boolean {
  try {
    budget.take(bytes, 0);
    budget.giveBack(bytes);
    return true;
  } catch {
    return false;
  }
}

describe('the bounds of a stream', () => {
  it('hold a client back that sends more messages than may be under way', async () => {
    await service.start({ maxStreamMessages: 3 });
    const names = Array.from({ length: 10 }, (_, index) => `m${index}`);
    const talk = service.talk().say(...names.map((name) => `wait ${name}`));
    for (const [index, name] of names.entries()) {
      await until(() => service.begun.length === Math.min(index + 3, 10));
      expect(service.listener.callsUnderWay).toBe(Math.min(3, 10 - index));
      await service.goOn(name);
      await until(() => talk.answers.length === index + 1);
    }
    expect(talk.answers).toEqual(names.map((name) => `${name}:0`));
  });

  it('keep a second large message at its client while it holds a first one', async () => {
    await service.start();
    const large = `wait ${'x'.repeat(17 * 2 ** 20)}`;
    const talk = service.talk().say(large, 'echo b');
    await until(() => service.begun.length === 1);
    await service.goOn(large.slice(5));
    await until(() => talk.answers.length === 2);
    expect(talk.answers[1]).toBe('b:0');
    expect(service.begun[0]).toHaveLength(large.length);
  });

  it('keep answers that nobody reads from being made', async () => {
    await service.start();
    const talk = service.talk();
    talk.stream.pause();
    talk.say('large 100000 10000');
    await until(() => service.begun.length === 1);
    const answered = () => service.records.length;
    // Others are served meanwhile, and this one is not.
    const other = service.talk().say('echo a 1000');
    await until(() => other.answers.length === 1000);
    expect(answered()).toBe(1);
    talk.stream.cancel();
    await until(() => service.returned.length === 2);
    expect(outcomes()).toEqual(['ok', 'cancelled']);
  });

  it('end a stream whose client takes nothing of an answer', async () => {
    await service.start({ idleConnectionMs: 1000 });
    const stream = rawStream();
    stream.write(framed(Buffer.from('large 100000 10000')));
    await until(() => service.returned.length === 1);
    expect(outcomes()).toEqual(['cancelled']);
  });

  it('count what has arrived of messages until they are over', async () => {
    const receiving = new ByteBudget(1_000_000);
    await service.start({ receiving });
    const isEmpty = () => hasRoomFor(1_000_000, receiving);
    const name = 'x'.repeat(200_000);
    const talk = service.talk().say(`wait ${name}`);
    await until(() => service.begun.length === 1);
    expect(isEmpty()).toBe(false);
    const half = rawStream();
    half.write(framed(Buffer.alloc(2_000_000)).subarray(0, 1_500_000));
    const { code, details } = await endOf(half);
    expect([code, details]).toEqual([
      status.RESOURCE_EXHAUSTED,
      expect.stringMatching(/^Requests that are being received hold /),
    ]);
    expect(outcomes()).toEqual(['resource-exhausted']);
    await service.goOn(name);
    await until(isEmpty);
    expect(talk.answers).toHaveLength(1);
  });

  it('allow as many streams as there may be connections', async () => {
    await service.start({ maxConnections: 2 });
    const streams = [rawStream(), rawStream(), rawStream()];
    expect(await endOf(streams[2]!)).toEqual({
      code: status.RESOURCE_EXHAUSTED,
      details:
        '2 streams of messages are open (MAX_CONNECTIONS); send more messages on one of them, or try again later.',
    });
    expect(outcomes()).toEqual(['resource-exhausted']);
  });
});
