import { Metadata, Server, ServerCredentials, status, type handleUnaryCall } from '@grpc/grpc-js';
import { Connection } from '../wire/connection';
import type { Answer } from '../wire/exchange';

type Handler = handleUnaryCall<Buffer, Buffer>;

const PATH = '/test/Call';
const bytesAsTheyAre = (bytes: Buffer) => bytes;
const method = {
  path: PATH,
  requestStream: false,
  responseStream: false,
  requestSerialize: bytesAsTheyAre,
  requestDeserialize: bytesAsTheyAre,
  responseSerialize: bytesAsTheyAre,
  responseDeserialize: bytesAsTheyAre,
} as const;

async function withServer(handler: Handler, use: (port: number) => Promise<void>): Promise<void> {
  const server = new Server();
  server.addService({ call: method }, { call: handler });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  try {
    await use(port);
  } finally {
    server.forceShutdown();
  }
}

/** Makes calls at the same time on one connection. */
async function callMany(port: number, count: number, message: Buffer, headers = {}): Promise<Answer[]> {
  const failures: Error[] = [];
  const connection = await Connection.open(port, { path: PATH, headers, message }, (problem) => failures.push(problem));
  const calls = Array.from({ length: count }, () => new Promise<Answer>((resolve) => connection.call(resolve)));
  const answers = await Promise.all(calls);
  connection.close();
  expect(failures).toEqual([]);
  return answers;
}

describe('Connection', () => {
  it('sends messages larger than the windows, whole, several at a time', async () => {
    const message = Buffer.alloc(600_000, 'abcdefg');
    const echo: Handler = ({ request }, callback) => callback(null, Buffer.from([request.equals(message) ? 1 : 0, 2]));
    await withServer(echo, async (port) => {
      const answers = await callMany(port, 8, message);
      expect(answers.map(({ status, bytes }) => [status, bytes])).toEqual(Array(8).fill([0, 7]));
    });
  });

  it('makes the next call from the end of the last one', async () => {
    const echo: Handler = ({ request }, callback) => callback(null, request);
    await withServer(echo, async (port) => {
      const call = { path: PATH, headers: {}, message: Buffer.alloc(100_000) };
      const connection = await Connection.open(port, call, () => undefined);
      const answers: Answer[] = [];
      await new Promise<void>((resolve) => {
        const next = () =>
          connection.call((answer) => {
            answers.push(answer);
            if (answers.length === 20) resolve();
            else next();
          });
        next();
      });
      connection.close();
      expect(answers.map(({ status, bytes }) => [status, bytes])).toEqual(Array(20).fill([0, 100_005]));
    });
  });

  it('tells the status of a refusal, and sends the headers it was given', async () => {
    const refuse: Handler = ({ metadata }, callback) => {
      const [name] = metadata.get('model-name');
      callback({ code: name === 'digits' ? status.RESOURCE_EXHAUSTED : status.UNKNOWN, details: 'No, thank you.' });
    };
    await withServer(refuse, async (port) => {
      const [answer] = await callMany(port, 1, Buffer.alloc(10), { 'model-name': 'digits' });
      expect(answer!.status).toBe(status.RESOURCE_EXHAUSTED);
    });
  });

  it('gives up calls that are older than a moment, and goes on with the others', async () => {
    let isFirst = true;
    const answerSecond: Handler = (_, callback) => {
      if (!isFirst) callback(null, Buffer.alloc(1), new Metadata());
      isFirst = false;
    };
    await withServer(answerSecond, async (port) => {
      const call = { path: PATH, headers: {}, message: Buffer.alloc(1) };
      const connection = await Connection.open(port, call, () => undefined);
      const first = new Promise<Answer>((resolve) => connection.call(resolve));
      const second = await new Promise<Answer>((resolve) => connection.call(resolve));
      connection.cancelBefore(performance.now());
      expect([(await first).status, second.status]).toEqual([status.DEADLINE_EXCEEDED, status.OK]);
      expect(connection.callsUnderWay).toBe(0);
      connection.close();
    });
  });

  it('tells when nobody listens', async () => {
    const unused = await new Promise<number>(
      (resolve) =>
        void withServer(
          () => undefined,
          async (port) => resolve(port),
        ),
    );
    const call = { path: PATH, headers: {}, message: Buffer.alloc(1) };
    await expect(Connection.open(unused, call, () => undefined)).rejects.toThrow('ECONNREFUSED');
  });
});
