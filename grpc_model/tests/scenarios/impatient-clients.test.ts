import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { status as grpcStatus, type ServiceError } from '@grpc/grpc-js';
import { ModzyTestClient } from '../support/modzy-client';
import { testMetadata } from '../support/test-bundle';
import { until } from '../support/until';
import { startTestServer, type TestServer, type TestServerOptions } from '../support/start-test-server';

let server: TestServer;
const start = async (options?: TestServerOptions) => (server = await startTestServer(options));
afterEach(() => server.stop());

test('Status and health answer while every worker is inside a long inference', async () => {
  await start();
  let spinning = 2;
  const runs = [0, 1].map(async () => {
    const results = await server.client.results(['announce-and-spin-for 2000']);
    spinning--;
    return results;
  });
  await server.log.waitFor('The model spins.', 2);
  for (let count = 0; count < 20; count++) {
    expect((await server.client.status({ deadlineMs: 1000 })).response.status_code).toBe(200);
    expect(await server.client.health('', { deadlineMs: 1000 })).toBe('SERVING');
  }
  expect(spinning).toBe(2);
  expect(await Promise.all(runs)).toEqual([['spun'], ['spun']]);
});

test("a client's deadline ends an endless loop, and its worker is replaced", async () => {
  await start({ env: { WORKERS: '1' } });
  const before = server.workers();
  await expect(server.client.results(['spin'], { deadlineMs: 300 })).rejects.toMatchObject({
    code: grpcStatus.DEADLINE_EXCEEDED,
  });
  expect(await server.client.results(['a'])).toMatchObject([{ command: 'a' }]);
  expect(server.workers()).not.toEqual(before);
});

test('a client that hangs up stops a wrapper that listens, which keeps its worker', async () => {
  await start({ env: { WORKERS: '1' } });
  const before = server.workers();
  const client = new AbortController();
  const answer = server.client.results(['wait-for-abort'], { signal: client.signal });
  await server.log.waitFor('The model waits.');
  client.abort();
  await expect(answer).rejects.toMatchObject({ code: grpcStatus.CANCELLED });
  await server.log.waitFor('The model was told to stop.');
  expect(await server.client.results(['pid'])).toEqual(before);
});

test('a client that hangs up while it waits never reaches the model', async () => {
  await start({ env: { WORKERS: '1' } });
  const file = join(server.bundle.folder, 'go');
  const running = server.client.results([`wait-for-file ${file}`]);
  await server.log.waitFor('The model waits.');
  const client = new AbortController();
  const waiting = server.client.results(['log I-was-called'], { signal: client.signal });
  // Answered after the call before it has arrived.
  await server.client.status();
  client.abort();
  await expect(waiting).rejects.toMatchObject({ code: grpcStatus.CANCELLED });
  await server.client.status();
  writeFileSync(file, '');
  expect(await running).toEqual(['the file is there']);
  expect(await server.client.results(['a'])).toMatchObject([{ command: 'a' }]);
  expect(server.log.with('I-was-called')).toEqual([]);
});

test('4.11 after a deadline, items that have not begun never do', async () => {
  await start({ env: { WORKERS: '1' } });
  const running = server.client.results(['wait-for-abort'], { deadlineMs: 600 });
  // Their deadlines pass while the one worker is still busy.
  const waiting = Array.from({ length: 7 }, () => server.client.results(['log I-was-called'], { deadlineMs: 300 }));
  for (const run of [...waiting, running])
    await expect(run).rejects.toMatchObject({ code: grpcStatus.DEADLINE_EXCEEDED });
  expect(await server.client.results(['a'])).toMatchObject([{ command: 'a' }]);
  expect(server.log.with('I-was-called')).toEqual([]);
});

test('a flood over MAX_PENDING_CALLS is refused at once, and every admitted call succeeds', async () => {
  const features = { ...testMetadata().features, maxBatchSize: 1 };
  await start({ env: { MAX_PENDING_CALLS: '8' }, metadata: { features } });
  const file = join(server.bundle.folder, 'go');
  const outcomes = Array.from({ length: 40 }, () =>
    server.client.results([`wait-for-file ${file}`]).then(
      ([result]) => result,
      (error: unknown) => (error as ServiceError).code,
    ),
  );
  let refused = 0;
  await new Promise<void>((resolve) => {
    for (const outcome of outcomes)
      void outcome.then((result) => result === grpcStatus.RESOURCE_EXHAUSTED && ++refused === 32 && resolve());
  });
  expect(existsSync(file)).toBe(false);
  writeFileSync(file, '');
  const results = await Promise.all(outcomes);
  expect(results.filter((result) => result === 'the file is there')).toHaveLength(8);
  expect(await server.client.results(['a'])).toMatchObject([{ command: 'a' }]);
});

test('one bad item among 20 fails alone, whether the batch marks it or throws', async () => {
  await start();
  for (const bad of ['refuse', 'throw']) {
    const commands = Array.from({ length: 20 }, (_, index) => (index === 13 ? bad : `c${index}`));
    const results = await server.client.results(commands);
    const failed = results.flatMap((result, index) => (typeof result === 'string' ? [index] : []));
    expect(failed).toEqual([13]);
    const sizes = results.filter((result) => typeof result === 'object') as { batch: number; command: string }[];
    for (const { batch } of sizes) expect(batch).toBeLessThanOrEqual(4);
    expect(sizes.map(({ command }) => command)).toEqual(commands.filter((command) => command !== bad));
  }
});

/** How a call ends whose client may hang up; whatever else happens to it is thrown. */
async function codeOf(answer: Promise<unknown>): Promise<grpcStatus> {
  try {
    await answer;
    return grpcStatus.OK;
  } catch (thrown) {
    const { code } = thrown as ServiceError;
    if (code !== grpcStatus.CANCELLED) throw thrown;
    return code;
  }
}

test('of 10,000 calls whose clients hang up at random, those that stay are answered, and nothing is left', async () => {
  const CLIENTS = 10_000;
  const IN_FLIGHT = 250;
  const MAX_PENDING_CALLS = 300;
  await start({ env: { MAX_PENDING_CALLS: String(MAX_PENDING_CALLS) } });
  const handlesBefore = process.getActiveResourcesInfo().length;
  // With four connections, one was ended now and then: many calls that are given up on one look like an attack.
  const clients = Array.from({ length: 16 }, () => new ModzyTestClient(server.port));
  // Always the same numbers, spread like random ones.
  let seed = 1;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const stayed: unknown[] = [];
  let next = 0;
  let left = 0;
  const callOn = async () => {
    while (next < CLIENTS) {
      const client = clients[next++ % clients.length]!;
      const commands = Array.from({ length: 1 + random(4) }, () => 'a'.repeat(1 + random(2000)));
      const hangUp = new AbortController();
      const stays = random(4) === 0;
      if (!stays) setTimeout(() => hangUp.abort(), random(20));
      const answer = client.results(commands, { signal: hangUp.signal, deadlineMs: 60_000 });
      if (stays) stayed.push(...(await answer));
      else if ((await codeOf(answer)) === grpcStatus.CANCELLED) left++;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, callOn));
  expect(left).toBeGreaterThan(CLIENTS / 4);
  for (const answer of stayed) expect(answer).toMatchObject({ drift: false });
  for (const client of clients) client.close();

  // As many as may be pending enter at once: nobody who left still counts.
  const all = Array.from({ length: MAX_PENDING_CALLS }, () => server.client.results(['a']));
  for (const answer of await Promise.all(all)) expect(answer).toMatchObject([{ command: 'a' }]);
  await until(() => process.getActiveResourcesInfo().length <= handlesBefore + 5);
  expect(server.workers()).toHaveLength(2);
}, 90_000);
