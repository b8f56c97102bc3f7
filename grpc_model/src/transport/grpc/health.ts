import type { Server } from '@grpc/grpc-js';
import type { HealthImplementation } from 'grpc-health-check';
import { addLateService, type LateRpc } from './late-service';

const RPCS: readonly LateRpc[] = [
  { path: '/grpc.health.v1.Health/Check' },
  { path: '/grpc.health.v1.Health/Watch', responseStream: true },
  { path: '/grpc.health.v1.Health/List' },
];

/** The standard health service; its library, which parses a .proto file, is loaded when somebody asks. */
export class Health {
  /** The empty name is the whole server. */
  readonly #statuses = new Map<string, 'SERVING' | 'NOT_SERVING'>([['', 'NOT_SERVING']]);
  #loaded: HealthImplementation | undefined;

  set(name: string, isServing: boolean): void {
    const status = isServing ? 'SERVING' : 'NOT_SERVING';
    if (this.#loaded === undefined) this.#statuses.set(name, status);
    else this.#loaded.setStatus(name, status);
  }

  addToServer(server: Server): void {
    addLateService(server, RPCS, (taker) => this.#load().addToServer(taker));
  }

  #load(): HealthImplementation {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const library = require('grpc-health-check') as typeof import('grpc-health-check');
    this.#loaded = new library.HealthImplementation(Object.fromEntries(this.#statuses));
    this.#statuses.clear();
    return this.#loaded;
  }
}
