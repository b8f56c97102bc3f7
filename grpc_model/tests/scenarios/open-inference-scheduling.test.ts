import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InferenceClient } from '../../src/clients/open-inference/inference-client';
import { ask } from '../support/ask';
import { inferenceClient, TRANSPORTS } from '../support/inference-clients';
import { startTestServer, type TestServer } from '../support/start-test-server';
import { testMetadata } from '../support/test-bundle';

const COMMAND = (text: string) => ({ command: [text] });

let server: TestServer;
let client: InferenceClient;

afterEach(async () => {
  client.close();
  await server.stop();
});

/** Fills the one worker, which takes one call at a time, until what is returned is called. */
async function occupy(): Promise<() => Promise<unknown>> {
  const file = join(server.bundle.folder, 'go');
  const running = client.infer('scripted-model', COMMAND(`wait-for-file ${file}`));
  await server.log.waitFor('The model waits.');
  return () => {
    writeFileSync(file, '');
    return running;
  };
}

async function untilQueued(calls: number): Promise<void> {
  const queued = new RegExp(`^model_server_queued_calls\\{[^}]*\\} ${calls}$`, 'm');
  for (;;) if (queued.test((await ask(`${server.url('management')}/metrics`)).text)) return;
}

describe.each(TRANSPORTS)('the scheduler, over %s', (transport) => {
  beforeEach(async () => {
    const metadata = { features: { ...testMetadata().features, maxBatchSize: 1 } };
    server = await startTestServer({ env: { WORKERS: '1' }, metadata });
    client = inferenceClient(server, transport);
  });

  // Contract section 4.3: "`priority` | […] | 1 = highest, 0 = default".
  it('is told priorities: 1 overtakes the default, and that overtakes 3', async () => {
    const release = await occupy();
    const order: number[] = [];
    const calls = [3, 0, 1].map((priority) =>
      client.infer('scripted-model', COMMAND('a'), { priority }).then(() => order.push(priority)),
    );
    await untilQueued(3);
    await Promise.all([release(), ...calls]);
    expect(order).toEqual([1, 0, 3]);
  });

  // Contract section 4.3: "`timeout` | unsigned integer, µs".
  it('is told timeouts: a call that waited too long is refused, and never reaches the worker', async () => {
    const release = await occupy();
    const call = client.infer('scripted-model', COMMAND('log late'), { parameters: { timeout: 50_000 } });
    await expect(call).rejects.toMatchObject({ code: 'deadline-exceeded' });
    await release();
    await client.infer('scripted-model', COMMAND('log last'));
    await server.log.waitFor('last');
    expect(server.log.with('late')).toEqual([]);
  });
});
