import { createTestFolder, type TestFolder } from '../support/store-fixture';
import { modelHeaders, rawFloats, runModel } from '../support/store-client';
import { putModel } from '../support/store-models';
import { startTestServer, type TestServer } from '../support/start-test-server';
import { until } from '../support/until';

const CALLS = 400;
const IN_FLIGHT = 16;
const KILLS = 8;
const BATCH_SIZE = 4;
/** How often every worker there is dies. */
const ROUNDS = 12;
const STORE_BATCH_SIZE = 2;
const KILLED = 'worker process ended while it held this: it was killed by SIGKILL';

let server: TestServer;
let store: TestFolder;
beforeAll(async () => {
  store = createTestFolder();
  for (const name of ['adds-1', 'adds-2']) putModel(store, name, '1', Number(name.at(-1)));
  server = await startTestServer({
    env: { MODEL_STORE: store.path, STORE_MAX_BATCH_SIZE: String(STORE_BATCH_SIZE) },
  });
  for (const name of ['adds-1', 'adds-2']) await server.client.status({ headers: modelHeaders(name) });
});
afterAll(async () => {
  await server.stop();
  store[Symbol.dispose]();
});

test('kill -9 of workers under load: every item is answered, and only those in a killed worker fail', async () => {
  const answers: unknown[][] = [];
  let next = 0;
  const callUntilDone = async () => {
    while (next < CALLS) {
      const call = next++;
      // One call in two is a batch; the others are single items that take a moment.
      const commands = call % 2 === 0 ? ['a', 'b', 'c', 'd'] : ['spin-for 2'];
      answers[call] = await server.client.results(commands);
      expect(answers[call]).toHaveLength(commands.length);
    }
  };
  const killInBetween = async () => {
    for (let kill = 1; kill <= KILLS; kill++) {
      await until(() => next > (kill * CALLS) / (KILLS + 2) && server.workers().length > 0);
      const pids = server.workers();
      process.kill(pids[(kill * 7) % pids.length]!, 'SIGKILL');
    }
  };
  await Promise.all([killInBetween(), ...Array.from({ length: IN_FLIGHT }, callUntilDone)]);

  expect(answers).toHaveLength(CALLS);
  const failures = answers.flat().filter((answer) => typeof answer === 'string' && answer !== 'spun');
  for (const failure of failures) expect(failure).toContain(KILLED);
  expect(failures.length).toBeLessThanOrEqual(KILLS * BATCH_SIZE);

  await until(() => server.workers().length === 2);
  expect(await server.client.results(['a'])).toMatchObject([{ command: 'a' }]);
});

test('kill -9 of every worker again and again, of own and store models: answers are as many as calls', async () => {
  const calls: (() => Promise<unknown[]>)[] = [
    () => server.client.results(['a', 'b', 'c', 'd', 'e']),
    () => server.client.results(['spin-for 2']),
    () => runModel(server.client, 'adds-1', [rawFloats(0, 0)]),
    () => runModel(server.client, 'adds-2', [rawFloats(0, 0), rawFloats(1, 1), rawFloats(2, 2)]),
  ];
  const sizes = [5, 1, 1, 3];
  const tally = { begun: 0, answered: 0, failures: [] as unknown[] };
  let isOver = false;
  const callOn = async (kind: number) => {
    while (!isOver) {
      tally.begun++;
      const answers = await calls[kind]!();
      tally.answered++;
      expect(answers).toHaveLength(sizes[kind]!);
      tally.failures.push(...answers.filter((answer) => typeof answer === 'string' && answer !== 'spun'));
    }
  };
  const callers = Promise.all(Array.from({ length: IN_FLIGHT }, (_, index) => callOn(index % calls.length)));

  callers.catch(() => (isOver = true));
  let kills = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const goal = tally.answered + 100;
    await until(() => isOver || (tally.answered >= goal && everyModelHasWorkers()));
    for (const pid of everyWorker()) {
      process.kill(pid, 'SIGKILL');
      kills++;
    }
  }
  isOver = true;
  await callers;

  expect(tally.answered).toBe(tally.begun);
  for (const failure of tally.failures) expect(failure).toContain(KILLED);
  expect(tally.failures.length).toBeLessThanOrEqual(kills * BATCH_SIZE);
  // A model that took down shared workers has its own from then on.
  expect(server.log.with(/took down 2 shared workers/)).toHaveLength(2);

  await until(() => server.workers().length === 2 && everyModelHasWorkers());
  for (const [kind, call] of calls.entries()) {
    const answers = await call();
    expect(answers.filter((answer) => typeof answer === 'object' || answer === 'spun')).toHaveLength(sizes[kind]!);
  }
}, 90_000);

const MODELS = [undefined, 'adds-1', 'adds-2'];
const everyWorker = () => new Set(MODELS.flatMap((model) => server.workers(model)));
const everyModelHasWorkers = () => MODELS.every((model) => server.workers(model).length > 0);
