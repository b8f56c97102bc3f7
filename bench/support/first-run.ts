import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ModzyClient, type InputFiles } from '../../grpc_model/src/clients/modzy-client';
import { messageOf } from '../../grpc_model/src/core/errors';

/** Short against what is measured, long enough to leave the processors to it. */
const POLL_INTERVAL_MS = 5;
const PATIENCE_MS = 60_000;

/**
 * Waits until a server that is just being started has answered a Run.
 *
 * @param ended resolves when the server is gone, with how it ended
 * @throws Error when the server ends, or nothing answers for a minute
 */
export async function untilFirstRun(port: number, inputs: InputFiles, ended: Promise<string>): Promise<void> {
  let end: string | undefined;
  void ended.then((how) => (end = how));
  const giveUpMs = performance.now() + PATIENCE_MS;
  for (let problem = 'nothing listens'; ; await delay(POLL_INTERVAL_MS)) {
    if (end !== undefined) throw new Error(`The server ended before it answered (${end}): ${problem}`);
    if (performance.now() > giveUpMs) throw new Error(`The server did not answer in time: ${problem}`);
    if (!(await isListening(port))) continue;
    const outcome = await tryRun(port, inputs);
    if (outcome === 'answered') return;
    problem = outcome.problem;
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
  });
}

/** A client for each attempt: one that was refused waits a second before it connects again. */
async function tryRun(port: number, inputs: InputFiles): Promise<'answered' | { readonly problem: string }> {
  const client = new ModzyClient({ host: '127.0.0.1', port });
  try {
    // Status waits for the load, so that nothing polls while the server is busy with it.
    const { isReady, reason = 'the model is not ready' } = await client.status({ timeoutMs: PATIENCE_MS });
    if (!isReady) return { problem: reason };
    const [item] = await client.run([inputs]);
    return item?.success === true ? 'answered' : { problem: item?.error ?? 'no output' };
  } catch (thrown) {
    return { problem: messageOf(thrown) };
  } finally {
    client.close();
  }
}
