import { join } from 'node:path';
import type { BenchWrapper, OwnModel, ServerReport } from '../processes/model-server';
import type { ModelStore } from './model-store';
import { Child, type ChildOptions } from './child';

const PROCESSES = join(__dirname, '../processes');

/** A server in a process of its own. */
export class BenchServer extends Child<ServerReport> {
  #port = 0;
  #httpPort = 0;

  get port(): number {
    return this.#port;
  }

  /** The HTTP data port; 0 where there is none. */
  get httpPort(): number {
    return this.#httpPort;
  }

  /** Waits until it listens and has logged a message so many times. */
  async waitFor(log: string, times: number): Promise<void> {
    for (let seen = 0; seen < times;) {
      const report = await this.receive();
      if ('listeningOn' in report) this.#listens(report);
      else if (report.log === log) seen++;
    }
  }

  async waitUntilListening(): Promise<void> {
    for (;;) {
      const report = await this.receive();
      if (!('listeningOn' in report)) continue;
      this.#listens(report);
      return;
    }
  }

  #listens({ listeningOn, httpPort = 0 }: Extract<ServerReport, { readonly listeningOn: number }>): void {
    this.#port = listeningOn;
    this.#httpPort = httpPort;
  }
}

/** grpc-js and proto-loader alone. */
export async function startBareServer(options: ChildOptions = {}): Promise<BenchServer> {
  const server = new BenchServer([join(PROCESSES, 'bare-server.js')], options);
  await server.waitUntilListening();
  return server;
}

export interface ModelServerOptions extends Omit<OwnModel, 'wrapper'> {
  /** Default 1. */
  readonly workers?: number;
}

/** The server over one of the wrappers of this folder, with every worker ready. */
export async function startModelServer(wrapper: BenchWrapper, options: ModelServerOptions = {}): Promise<BenchServer> {
  const { workers = 1, ...own } = options;
  const model: OwnModel = { wrapper, ...own };
  const env = { WORKERS: String(workers), MIN_WORKERS: String(workers) };
  const server = new BenchServer([join(PROCESSES, 'model-server.js'), JSON.stringify(model)], { env });
  await server.waitFor('A worker is ready.', workers);
  return server;
}

/** The server over the models of a store, listening, with one worker of a model of its own that nobody calls. */
export async function startStoreServer({ folder }: ModelStore, options: ChildOptions = {}): Promise<BenchServer> {
  const own: OwnModel = { wrapper: 'echo' };
  const env = { WORKERS: '1', MIN_WORKERS: '1', MODEL_STORE: folder, ...options.env };
  const server = new BenchServer([join(PROCESSES, 'model-server.js'), JSON.stringify(own)], { ...options, env });
  await server.waitUntilListening();
  return server;
}
