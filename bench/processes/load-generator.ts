import type { IncomingHttpHeaders } from 'node:http';
import { connect, type ClientHttp2Session, type OutgoingHttpHeaders } from 'node:http2';
import { setTimeout as delay } from 'node:timers/promises';

/** A closed loop: every answer is followed by the next request, until the time is over. */
export interface Load {
  readonly port: number;
  /** For example `/ModzyModel/Run`. */
  readonly path: string;
  /** The serialised request message, in base64. */
  readonly request: string;
  /** How long a good answer's message is; any other length fails the run. */
  readonly answerBytes: number;
  readonly connections: number;
  /** Requests under way on each connection. */
  readonly inFlight: number;
  readonly durationMs: number;
  /** How long to pause after an answer; 0 for not at all. */
  readonly pauseMs: number;
}

export type LoadResult =
  | { readonly durationMs: number; readonly latenciesMs: readonly number[]; readonly processorMs: number }
  | { readonly failed: string };

const FRAME_PREFIX_BYTES = 5;

/** One unary gRPC call over bare HTTP/2: a generator must cost less than what it measures. */
function call(session: ClientHttp2Session, path: string, frame: Buffer, answerBytes: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers: OutgoingHttpHeaders = { ':method': 'POST', ':path': path };
    headers['content-type'] = 'application/grpc';
    headers['te'] = 'trailers';
    const stream = session.request(headers);
    let bytes = 0;
    let status: string | string[] | undefined;
    const readStatus = (fields: IncomingHttpHeaders) => (status ??= fields['grpc-status']);
    stream.on('response', readStatus).on('trailers', readStatus);
    stream.on('data', (chunk: Buffer) => (bytes += chunk.length));
    stream.on('error', reject);
    stream.on('end', () => {
      if (status === '0' && bytes === FRAME_PREFIX_BYTES + answerBytes) resolve();
      else reject(new Error(`${path} answered ${bytes} bytes with status ${String(status)}.`));
    });
    stream.end(frame);
  });
}

async function openSession(port: number): Promise<ClientHttp2Session> {
  const session = connect(`http://127.0.0.1:${port}`);
  await new Promise((resolve, reject) => session.once('connect', resolve).once('error', reject));
  return session;
}

async function run(load: Load): Promise<LoadResult> {
  const message = Buffer.from(load.request, 'base64');
  const frame = Buffer.alloc(FRAME_PREFIX_BYTES + message.length);
  frame.writeUInt32BE(message.length, 1);
  message.copy(frame, FRAME_PREFIX_BYTES);

  const sessions = await Promise.all(Array.from({ length: load.connections }, () => openSession(load.port)));
  const latenciesMs: number[] = [];
  const processorBefore = process.cpuUsage();
  const startMs = performance.now();
  const endMs = startMs + load.durationMs;
  const repeat = async (session: ClientHttp2Session) => {
    for (let atMs = performance.now(); atMs < endMs; atMs = performance.now()) {
      await call(session, load.path, frame, load.answerBytes);
      latenciesMs.push(performance.now() - atMs);
      if (load.pauseMs > 0) await delay(load.pauseMs);
    }
  };
  const loops = sessions.flatMap((session) => Array.from({ length: load.inFlight }, () => repeat(session)));
  await Promise.all(loops);
  const durationMs = performance.now() - startMs;
  const { user, system } = process.cpuUsage(processorBefore);
  for (const session of sessions) session.close(() => undefined);
  return { durationMs, latenciesMs, processorMs: (user + system) / 1000 };
}

// Whoever asked is gone.
process.on('disconnect', () => process.exit());

process.on('message', (load: Load) => {
  run(load).then(
    (result) => process.send?.(result),
    (thrown: unknown) => process.send?.({ failed: String(thrown) }),
  );
});
