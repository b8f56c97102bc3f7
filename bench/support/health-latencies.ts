import { Agent, get } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/** How long a path of a server's HTTP port took to answer, again and again over one connection, for a while. */
export async function latenciesOf(port: number, path: string, durationMs: number, pauseMs: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const latenciesMs: number[] = [];
  const endMs = performance.now() + durationMs;
  while (performance.now() < endMs) {
    const begunMs = performance.now();
    await askOnce({ agent, host: '127.0.0.1', port, path });
    latenciesMs.push(performance.now() - begunMs);
    await delay(pauseMs);
  }
  agent.destroy();
  return latenciesMs;
}

function askOnce(options: { agent: Agent; host: string; port: number; path: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get(options, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${options.path} answered ${response.statusCode}.`));
      response.resume().on('end', resolve);
    });
    request.on('error', reject);
  });
}
