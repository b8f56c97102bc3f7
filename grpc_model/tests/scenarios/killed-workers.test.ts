import { startTestServer, type TestServer } from '../support/start-test-server';
import { until } from '../support/until';

const CALLS = 400;
const IN_FLIGHT = 16;
const KILLS = 8;
const BATCH_SIZE = 4;

let server: TestServer;
beforeAll(async () => (server = await startTestServer()));
afterAll(() => server.stop());

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
  for (const failure of failures)
    expect(failure).toContain('worker process ended while it held this: it was killed by SIGKILL');
  expect(failures.length).toBeLessThanOrEqual(KILLS * BATCH_SIZE);

  await until(() => server.workers().length === 2);
  expect(await server.client.results(['a'])).toMatchObject([{ command: 'a' }]);
});
