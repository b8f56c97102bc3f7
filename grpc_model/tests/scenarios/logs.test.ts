import type { Metadata, ServiceError } from '@grpc/grpc-js';
import type { LogLine } from '../support/log-book';
import { startTestServer, type TestServer } from '../support/start-test-server';

let server: TestServer;
const ACCESS_LINE = 'modzy/Run ';
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

test('an error of the model leaves its stack and the request id in the log', async () => {
  await server.client.results(['throw'], { headers: { 'x-request-id': 'bad-call' } });
  const line = await server.log.waitFor('The model threw an error.');
  expect(line.fields).toMatchObject({ requestId: 'bad-call', stack: expect.stringContaining('scripted.ts') as string });
});

test('a batch that runs again item by item is told with the request id', async () => {
  await server.client.results(['throw-in-batch', 'b'], { headers: { 'x-request-id': 'bad-batch' } });
  const line = await server.log.waitFor('A batch failed; its items run again one by one.');
  expect(line).toMatchObject({ level: 'warn', fields: { requestId: 'bad-batch' } });
});

describe('the request id', () => {
  const idIn = (metadata: Metadata) => metadata.get('x-request-id');

  test.each([
    ['an answer', 'a'],
    ['an item that failed', 'refuse'],
    ['a model that threw', 'throw'],
  ])('of the caller stands in the metadata and in the access line of %s', async (name, command) => {
    const id = `id-${name.replaceAll(' ', '-')}`;
    const inputs = [{ input: { command: Buffer.from(command) } }];
    const { header } = await server.client.run({ inputs }, { headers: { 'x-request-id': id } });
    expect(idIn(header)).toEqual([id]);
    await server.log.until(() =>
      server.log.lines.some(({ message, fields }) => message.startsWith(ACCESS_LINE) && fields['requestId'] === id),
    );
  });

  test('of the caller stands in the metadata of an error', async () => {
    const refused = server.client.run(
      { inputs: [] },
      { headers: { 'model-name': 'nobody', 'x-request-id': 'refused-1' } },
    );
    const error = await refused.then(
      () => undefined,
      (thrown: unknown) => thrown as ServiceError,
    );
    expect(idIn(error!.metadata)).toEqual(['refused-1']);
  });

  test('is made for who gave none, and is the same in the metadata and in the access line', async () => {
    const { header } = await server.client.run({ inputs: [{ input: { command: Buffer.from('a') } }] });
    const [id] = idIn(header);
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    await server.log.until(() =>
      server.log.lines.some(({ message, fields }) => message.startsWith(ACCESS_LINE) && fields['requestId'] === id),
    );
  });

  test('cannot be overwritten by the author', async () => {
    await server.client.results(['log-forged'], { headers: { 'x-request-id': 'real' } });
    const { fields } = await server.log.waitFor('The author forges.');
    expect(fields).toMatchObject({ requestId: 'real', _requestId: 'forged', _worker: 0, _model: 'other' });
    expect(fields).toMatchObject({ worker: server.workers()[0], model: 'scripted-model' });
  });

  test('of every caller stands in what an author logs in a batch that they share', async () => {
    const held = server.client.results(['announce-and-spin-for 50'], { headers: { 'x-request-id': 'spinner' } });
    await server.log.waitFor('The model spins.');
    const sharing = ['one', 'two', 'three'].map((id) =>
      server.client.results(['log-in-batch'], { headers: { 'x-request-id': id } }),
    );
    await Promise.all([held, ...sharing]);
    const { fields } = await server.log.waitFor('The author saw a batch.');
    expect([...(fields['requestIds'] as string[])].sort()).toEqual(['one', 'three', 'two']);
    expect(fields).not.toHaveProperty('requestId');
  });
});

test('the access line tells what became of a call, at warn where the model was at fault', async () => {
  const line = async (id: string, ...commands: string[]) => {
    await server.client.results(commands, { headers: { 'x-request-id': id } });
    const isIt = ({ message, fields }: LogLine) => message.startsWith(ACCESS_LINE) && fields['requestId'] === id;
    await server.log.until(() => server.log.lines.some(isIt));
    return server.log.lines.find(isIt)!;
  };
  expect(await line('fine', 'a', 'b')).toMatchObject({
    level: 'info',
    fields: { outcome: 'ok', items: 2, failedItems: 0 },
  });
  expect(await line('refused', 'refuse')).toMatchObject({
    level: 'info',
    fields: { outcome: 'invalid-argument', failedItems: 1 },
  });
  expect(await line('broken', 'throw')).toMatchObject({
    level: 'warn',
    fields: { outcome: 'model-failed', failedItems: 1 },
  });
  const { message, fields } = await line('timed', 'a');
  const { tookMs, queueMs, workerMs, wrapperMs } = fields as Record<string, number>;
  expect(message).toBe(`modzy/Run scripted-model 1.2.3: ok in ${tookMs} ms`);
  expect(queueMs! + workerMs!).toBeLessThanOrEqual(tookMs! + 0.002);
  expect(wrapperMs).toBeLessThanOrEqual(workerMs!);
});

test('neither inputs nor credentials stand in any line, not even at debug', async () => {
  const headers = { authorization: 'Bearer s3cret-token', 'x-request-id': 'careful' };
  await server.client.results(['payload-nobody-may-see', 'refuse payload-nobody-may-see'], { headers });
  await server.client
    .run({ inputs: [{ input: { 'payload-nobody-may-see': Buffer.from('x') } }] }, { headers })
    .catch(() => undefined);
  await server.log.until(() => server.log.lines.filter(({ fields }) => fields['requestId'] === 'careful').length >= 2);
  const all = JSON.stringify(server.log.lines);
  expect(all).not.toContain('s3cret-token');
  expect(all).not.toContain('payload-nobody-may-see');
});
