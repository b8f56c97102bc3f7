import { status as grpcStatus } from '@grpc/grpc-js';
import { resultOf } from '../support/modzy-client';
import { startTestServer, type TestServer, type TestServerOptions } from '../support/start-test-server';
import { declaredInput, size } from '../support/test-bundle';

let server: TestServer;
const start = async (options?: TestServerOptions) =>
  (server = await startTestServer({ env: { WORKERS: '1' }, ...options }));
afterEach(() => server.stop());

const FAILED = 'Failed to process model input. Exception Encountered:';

describe('section 4: bad inputs', () => {
  const run = async (input: Record<string, Buffer>) => {
    const { response } = await server.client.run({ inputs: [{ input }, { input: { command: Buffer.from('a') } }] });
    expect(response.outputs.map(({ success }) => success)).toEqual([false, true]);
    return resultOf(response.outputs[0]!);
  };

  test('4.8 "the item fails and names the missing input"; unknown ones are named, too', async () => {
    await start();
    expect(await run({})).toBe(`${FAILED} The input "command" is missing; expected exactly "command".`);
    expect(await run({ Command: Buffer.from('a') })).toBe(
      `${FAILED} The input "command" is missing, and the input "Command" is unknown; expected exactly "command".`,
    );
  });

  test('4.8 "media type and size are validated against model.yaml before the model is called"', async () => {
    await start({ metadata: { inputs: [declaredInput('command', { maxSize: size('10') })] } });
    expect(await run({ command: Buffer.alloc(11, 'x') })).toBe(
      `${FAILED} The input "command" has 11 bytes; expected at most 10 (10 bytes).`,
    );
    expect(await run({ command: Buffer.from([0, 1, 2]) })).toBe(
      `${FAILED} The input "command" is unknown binary content; expected text/plain.`,
    );
  });

  test.each(['__proto__', 'constructor', 'toString', ''])(
    'an input called %j is unknown, and nothing worse',
    async (name) => {
      await start();
      const input = Object.fromEntries([
        [name, Buffer.from('x')],
        ['command', Buffer.from('a')],
      ]);
      const { response } = await server.client.run({ inputs: [{ input }] });
      expect(response.outputs[0]!.success).toBe(false);
      expect(resultOf(response.outputs[0]!)).toContain(`"${name}" is unknown`);
    },
  );

  test('bytes that are no message fail the call, and the server lives', async () => {
    await start();
    const garbage = new Promise<number>((resolve) => {
      server.client.channel.makeUnaryRequest(
        '/ModzyModel/Run',
        (bytes: Buffer) => bytes,
        (bytes) => bytes,
        Buffer.from('ffffffffff', 'hex'),
        (error) => resolve(error?.code ?? grpcStatus.OK),
      );
    });
    expect(await garbage).toBe(grpcStatus.INVALID_ARGUMENT);
    expect(await server.client.results(['a'])).toMatchObject([{ command: 'a' }]);
  });

  test('an unknown priority fails the call, and names the choices', async () => {
    await start();
    const run = (priority: string) => server.client.results(['a'], { headers: { 'x-priority': priority } });
    await expect(run('urgent')).rejects.toMatchObject({
      code: grpcStatus.INVALID_ARGUMENT,
      details: 'The metadata x-priority is "urgent"; expected high, normal, low.',
    });
    expect(await run('high')).toMatchObject([{ command: 'a' }]);
  });
});
