import { join } from 'node:path';
import type { BenchWrapper, OwnModel, ServerReport } from '../processes/model-server';
import type { ModelStore } from './model-store';
import { Child, type ChildOptions } from './child';

const PROCESSES = join(__dirname, '../processes');

/** A server in a process of its own. */
export class BenchServer extends Child<ServerReport> {
  #port = 0;
  #httpPort = 0;
  #isListening = false;
  /** How many of each message it has logged that nobody has waited for yet. */
  readonly #logged = new Map<string, number>();

  get port(): number {
    return this.#port;
  }

  /** The HTTP data port; 0 where there is none. */
  get httpPort(): number {
    return this.#httpPort;
  }

  /** Waits until it listens and has logged a message so many times, since it was last waited for. */
  async waitFor(log: string, times: number): Promise<void> {
    const counted = () => this.#logged.get(log) ?? 0;
    while (!this.#isListening || counted() < times) await this.#hear();
    this.#logged.set(log, counted() - times);
  }

  async waitUntilListening(): Promise<void> {
    while (!this.#isListening) await this.#hear();
  }

  async #hear(): Promise<void> {
    const report = await this.receive();
    if ('listeningOn' in report) this.#listens(report);
    else this.#logged.set(report.log, (this.#logged.get(report.log) ?? 0) + 1);
  }

  #listens({ listeningOn, httpPort = 0 }: Extract<ServerReport, { readonly listeningOn: number }>): void {
    this.#isListening = true;
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
