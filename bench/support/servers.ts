import { join } from 'node:path';
import type { ServerReport } from '../processes/model-server';
import { Child, type ChildOptions } from './child';

const PROCESSES = join(__dirname, '../processes');

/** A server in a process of its own. */
export class BenchServer extends Child<ServerReport> {
  #port = 0;

  get port(): number {
    return this.#port;
  }

  /** Waits until it listens and has logged a message so many times. */
  async waitFor(log: string, times: number): Promise<void> {
    for (let seen = 0; seen < times;) {
      const report = await this.receive();
      if ('listeningOn' in report) this.#port = report.listeningOn;
      else if (report.log === log) seen++;
    }
  }

  async waitUntilListening(): Promise<void> {
    for (;;) {
      const report = await this.receive();
      if (!('listeningOn' in report)) continue;
      this.#port = report.listeningOn;
      return;
    }
  }
}

/** grpc-js and proto-loader alone. */
export async function startBareServer(options: ChildOptions = {}): Promise<BenchServer> {
  const server = new BenchServer([join(PROCESSES, 'bare-server.js')], options);
  await server.waitUntilListening();
  return server;
}

/** The server over one of the wrappers of this folder, with every worker ready. */
export async function startModelServer(wrapper: 'echo' | 'spin', workers: number): Promise<BenchServer> {
  const server = new BenchServer([join(PROCESSES, 'model-server.js'), wrapper], {
    env: { WORKERS: String(workers), MIN_WORKERS: String(workers) },
  });
  await server.waitFor('A worker is ready.', workers);
  return server;
}
