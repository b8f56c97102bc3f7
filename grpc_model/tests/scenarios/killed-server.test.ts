import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModzyClient } from '../../src/clients/modzy-client';
import { messageOf, ServingError } from '../../src/core/errors';
import { freePorts } from '../support/free-ports';
import { killStarted, start, type Started } from '../support/main-process';
import { isRunning } from '../support/processes';
import { compiledMain, testCases } from '../support/project';
import { until } from '../support/until';

const KILLS = 4;
const CALLERS = 4;

const aCase = testCases.find((testCase) => 'outputs' in testCase.expected)!;
const sharedMemory = () => new Set(readdirSync('/dev/shm'));

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'night-'))));
afterAll(() => {
  killStarted();
  rmSync(folder, { recursive: true });
});

test('a night of kill -9: each start finds its ports free and answers, and nothing is left behind', async () => {
  const before = sharedMemory();
  const [grpc, http, management] = await freePorts(3);
  const ports = { PSC_MODEL_PORT: `${grpc}`, HTTP_PORT: `${http}`, MANAGEMENT_PORT: `${management}` };
  // The server itself sees to what onnxruntime would leave there.
  const startServer = () => start(compiledMain, { ...ports, TMPDIR: folder, ORT_DISABLE_TELEMETRY: undefined });
  const workers = new Set<number>();
  let server: Started = startServer();
  const client = new ModzyClient({ host: '127.0.0.1', port: grpc! });
  let isOver = false;
  let answered = 0;
  const failures: unknown[] = [];

  const callOn = async () => {
    while (!isOver) {
      await client.run([aCase.inputs], { timeoutMs: 10_000 }).then(
        ([answer]) => {
          if (answer?.success === true) answered++;
          // A server that is there again answers so until its model is.
          else if (answer?.error.includes('has not been initialized') !== true) failures.push(answer);
        },
        (thrown: unknown) => {
          // What dies with the server is told as such, and is there again after it.
          if (!(thrown instanceof ServingError) || thrown.code !== 'unavailable') failures.push(messageOf(thrown));
        },
      );
    }
  };
  await client.waitUntilReady();
  const callers = Array.from({ length: CALLERS }, callOn);
  for (let kill = 0; kill < KILLS; kill++) {
    const goal = answered + 2 * CALLERS;
    await until(() => answered >= goal || failures.length > 0);
    for (const [, pid] of server.output.matchAll(/"worker":(\d+)/g)) workers.add(Number(pid));
    server.process.kill('SIGKILL');
    await server.exited;
    server = startServer();
    await client.waitUntilReady();
  }
  isOver = true;
  await Promise.all(callers);
  server.process.kill('SIGTERM');
  expect(await server.exited).toBe(0);
  client.close();

  expect(failures).toEqual([]);
  expect(workers.size).toBeGreaterThanOrEqual(KILLS);
  await until(() => ![...workers].some(isRunning));
  expect([...sharedMemory()].filter((name) => !before.has(name))).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});
