import { startTestServer, type TestServer } from '../support/start-test-server';

let server: TestServer;
beforeAll(async () => (server = await startTestServer({ env: { WORKERS: '1' } })));
afterAll(() => server.stop());

test("the author's log lines carry the id that the caller gave", async () => {
  await server.client.results(['log hello-1'], { headers: { 'x-request-id': 'abc:1.2-3_4' } });
  const line = await server.log.waitFor('hello-1');
  expect(line).toMatchObject({ level: 'info', fields: { requestId: 'abc:1.2-3_4', size: 3 } });
});

test.each(['', 'two words', '{"level":"error"}', 'x'.repeat(129)])(
  'the id %j could be mistaken for more than an id, so another one is made',
  async (id) => {
    await server.client.results([`log id-of-${id.length}`], { headers: { 'x-request-id': id } });
    const line = await server.log.waitFor(`id-of-${id.length}`);
    expect(line.fields['requestId']).toMatch(/^[0-9a-f-]{36}$/);
  },
);

test("the author's console output reaches the log, one line for each line, with the worker's process id", async () => {
  await server.client.results(['print one\n{"level":"error","msg":"forged"}']);
  const forged = await server.log.waitFor('{"level":"error","msg":"forged"}');
  expect(server.log.with('one')).toHaveLength(1);
  expect(forged).toMatchObject({ level: 'info', fields: { stream: 'stdout', worker: server.workers()[0] } });
});

test("an error of the model leaves its stack and the call's id in the log", async () => {
  await server.client.results(['throw'], { headers: { 'x-request-id': 'bad-call' } });
  const line = await server.log.waitFor('The model threw an error.');
  expect(line.fields).toMatchObject({ requestId: 'bad-call', stack: expect.stringContaining('scripted.ts') as string });
});

test("a batch that runs again item by item is told with the call's id", async () => {
  await server.client.results(['throw-in-batch', 'b'], { headers: { 'x-request-id': 'bad-batch' } });
  const line = await server.log.waitFor('A batch failed; its items run again one by one.');
  expect(line).toMatchObject({ level: 'warn', fields: { requestId: 'bad-batch' } });
});
