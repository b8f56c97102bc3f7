import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { ServingError } from '../../src/core/errors';
import { AREA_FROM_BYTES } from '../../src/execution/worker-protocol';
import { ExecutorFixture, type FixtureOptions } from '../support/executor-fixture';
import { bytesOf, callOf, itemOf, NO_OPTIONS, resultIn } from '../support/requests';
import { declaredOutput, size } from '../support/test-bundle';
import { until } from '../support/until';

const MIB = 2 ** 20;
const AREA_BYTES = 2 * MIB;
const metadata = { outputs: [declaredOutput('results.json', { maxSize: size('64M') })] };

let fixture: ExecutorFixture;
const start = async (options: FixtureOptions = {}) =>
  (fixture = await ExecutorFixture.start({ metadata, options: { areaBytes: AREA_BYTES, ...options } }));
afterEach(() => fixture.stop());

/** The bytes that come back for a command with data. */
async function send(command: string, data: Buffer, signal?: AbortSignal): Promise<Buffer> {
  const request = { items: [itemOf({ command, data })], options: NO_OPTIONS };
  const [result] = await fixture.executor.infer(request, callOf(signal && { signal }));
  if (result?.ok !== true) throw new Error(`It failed: ${result?.error.message}`);
  return bytesOf(result.output);
}

async function expectEcho(length: number): Promise<void> {
  const data = randomBytes(length);
  expect((await send('echo', data)).equals(data)).toBe(true);
}

const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex');
const digestIn = (answer: Buffer) => (JSON.parse(answer.toString()) as { data: { result: string } }).data.result;

describe.each<[string, FixtureOptions]>([
  ['a process with an area', {}],
  ['a process without an area', { areaBytes: 0 }],
  ['a thread', { kind: 'thread' }],
])('payloads to and from %s', (_, options) => {
  test.each([0, 1, AREA_FROM_BYTES - 64, AREA_FROM_BYTES - 1, AREA_FROM_BYTES, AREA_FROM_BYTES + 1])(
    'of %d bytes are unharmed',
    async (length) => {
      await start(options);
      await expectEcho(length);
    },
  );

  test('of many lengths, one after another, are unharmed', async () => {
    await start(options);
    for (let length = 3; length < 6 * MIB; length = Math.ceil(length * 1.7)) await expectEcho(length);
  });

  test('that are together larger than the area, all at once, are unharmed', async () => {
    await start(options);
    const lengths = Array.from({ length: 24 }, (_each, index) => AREA_FROM_BYTES + index * 17_011);
    await Promise.all(lengths.map(expectEcho));
  });

  test('may be larger in the answer than in the request, and the other way round', async () => {
    await start(options);
    for (const length of [100, AREA_FROM_BYTES, 3 * MIB]) {
      const answer = await send(`answer ${length}`, randomBytes(AREA_FROM_BYTES + 7));
      expect(answer.equals(Buffer.alloc(length, 7))).toBe(true);
      const data = randomBytes(length);
      expect(digestIn(await send('digest', data))).toBe(sha256(data));
    }
  });

  test('of several parts and items keep their borders', async () => {
    await start(options);
    const parts = [70_000, 1, 0, 99_991].map((length) => randomBytes(length));
    const items = parts.map((data) => itemOf({ command: 'digest', data, other: randomBytes(data.length) }));
    const answers = await Promise.all(
      items.map((item) => fixture.executor.infer({ items: [item], options: NO_OPTIONS }, callOf())),
    );
    const digests = answers.flat().map((result) => (result.ok ? resultIn(result.output) : result.error.message));
    expect(digests).toEqual(parts.map(sha256));
  });
});

describe('the area', () => {
  test('is free again after work that was abandoned', async () => {
    await start();
    for (let round = 0; round < 20; round++) {
      const caller = new AbortController();
      const held = send('wait-for-abort', randomBytes(MIB), caller.signal);
      const ahead = send('echo', randomBytes(MIB), caller.signal);
      const outcomes = Promise.allSettled([held, ahead]);
      await fixture.log.waitFor('The model waits.', round + 1);
      caller.abort(new ServingError('cancelled', 'hung up'));
      expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    }
    await expectEcho(MIB);
    expect(fixture.pidsSeen()).toHaveLength(1);
  });

  test('holds a stream whose request is large', async () => {
    await start();
    const item = itemOf({ command: 'count 3', data: randomBytes(MIB) });
    for (let round = 0; round < 5; round++) {
      const pieces: unknown[] = [];
      for await (const piece of fixture.executor.stream(item, NO_OPTIONS, callOf())) pieces.push(resultIn(piece));
      expect(pieces).toEqual([0, 1, 2]);
    }
    await expectEcho(AREA_BYTES);
  });

  test('is left behind neither as a file nor as a descriptor when workers are killed', async () => {
    await start();
    if (!existsSync('/proc/self/fd')) {
      process.stdout.write('SKIPPED: this system has no /proc/self/fd to count descriptors in.\n');
      return;
    }
    const kill = async (round: number) => {
      const held = send('never', randomBytes(MIB)).catch((error: unknown) => error);
      await fixture.log.waitFor('The model waits.', round);
      process.kill(fixture.pidsSeen().at(-1)!, 'SIGKILL');
      expect(await held).toMatchObject({ code: 'unavailable' });
      await fixture.log.waitFor('A worker is ready.', round + 1);
    };
    await kill(1);
    const before = descriptors();
    for (let round = 2; round <= 5; round++) await kill(round);
    await until(() => descriptors() <= before);
    await until(() => !readdirSync('/dev/shm').some((name) => name.startsWith('model-worker-')));
    await fixture.executor.stop();
    await until(() => descriptors() < before);
  });
});

function descriptors(): number {
  return readdirSync('/proc/self/fd').length;
}
