import type { Logger } from '../contract';
import type { RecycleLimits } from '../core/model-options';
import type { Link, LinkListener } from './link';
import { ModelWorker, type Tenancy } from './model-worker';
import { shouldRecycle } from './scale-policy';

/** Memory that unloaded models left behind in a worker; with more of it, a new worker costs less. */
const RECLAIM_BYTES = 32 * 2 ** 20;

/** A model, as a pool sees it. */
export interface Tenant {
  readonly tenancy: Tenancy;
  /** It has work that waits until a worker is idle. */
  readonly isWaiting: boolean;
  /** A worker that has the model is free, or freer than before. */
  onVacancy(worker: ModelWorker): void;
  /** The worker shall go: the model is to find another place. */
  moveOff(worker: ModelWorker): void;
}

export interface WorkerPoolOptions {
  readonly openLink: (listener: LinkListener) => Link;
  /** The most workers. */
  readonly max: number;
  /** How long a worker may take to close, in milliseconds. */
  readonly closeTimeoutMs: number;
  /** When a worker is replaced although it is well. */
  readonly recycle: RecycleLimits;
  readonly logger: Logger;
}

interface Lodging {
  readonly worker: ModelWorker;
  /** In the order in which they are offered room: whoever was offered it last comes last. */
  readonly tenants: Set<Tenant>;
  isRetiring: boolean;
  /** What unloaded models took and did not give back, in bytes. */
  leftBehindBytes: number;
}

/** Workers, each of which has one model or several; a worker without any ends. */
export class WorkerPool {
  readonly #lodgings = new Map<ModelWorker, Lodging>();

  #max: number;

  constructor(private readonly options: WorkerPoolOptions) {
    this.#max = options.max;
  }

  setMax(max: number): void {
    this.#max = max;
  }

  /** Every process or thread that has not ended. */
  get workers(): readonly ModelWorker[] {
    return [...this.#lodgings.keys()];
  }

  /**
   * A worker for a model that is not in it: the one with the fewest models, or else a new one.
   *
   * @param mayExceed one more than the most, for the time of a replacement
   * @returns undefined when there are as many as there may be, and the model is in all of them
   */
  obtain(tenant: Tenant, mayExceed = false): ModelWorker | undefined {
    const free = [...this.#lodgings.values()].filter(
      ({ isRetiring, worker, tenants }) => !isRetiring && worker.isUsable && !tenants.has(tenant),
    );
    free.sort((one, other) => one.tenants.size - other.tenants.size);
    const mayOpen = mayExceed || this.#countStaying() < this.#max;
    const lodging = free[0] ?? (mayOpen ? this.#open() : undefined);
    lodging?.tenants.add(tenant);
    return lodging?.worker;
  }

  /** Whether the worker has no other model. */
  isAlone(tenant: Tenant, worker: ModelWorker): boolean {
    const tenants = this.#lodgings.get(worker)?.tenants;
    return tenants === undefined || (tenants.size <= 1 && (tenants.size === 0 || tenants.has(tenant)));
  }

  /** A model leaves a worker for good; resolves when its memory is given back. */
  async release(tenant: Tenant, worker: ModelWorker): Promise<void> {
    const lodging = this.#lodgings.get(worker);
    if (!lodging?.tenants.delete(tenant)) return;
    if (lodging.tenants.size === 0) return worker.close(this.options.closeTimeoutMs);
    const leftBehindBytes = await worker.unload(tenant.tenancy, this.options.closeTimeoutMs);
    lodging.leftBehindBytes += leftBehindBytes;
    if (lodging.leftBehindBytes > RECLAIM_BYTES) this.#retire(lodging, 'unloaded models left memory behind');
  }

  /** Whether work of another model waits until the worker is idle; then nobody's is sent ahead. */
  isAwaited(tenant: Tenant, worker: ModelWorker): boolean {
    for (const other of this.#lodgings.get(worker)?.tenants ?? []) if (other !== tenant && other.isWaiting) return true;
    return false;
  }

  /** What is about to end, or to be replaced, keeps nobody from a worker. */
  #countStaying(): number {
    let count = 0;
    for (const { isRetiring, worker } of this.#lodgings.values()) if (!isRetiring && worker.isUsable) count++;
    return count;
  }

  #open(): Lodging {
    const { openLink, logger } = this.options;
    const worker = new ModelWorker(openLink, logger, () => this.#vacate(lodging));
    const lodging: Lodging = { worker, tenants: new Set<Tenant>(), isRetiring: false, leftBehindBytes: 0 };
    this.#lodgings.set(worker, lodging);
    void worker.exited.then(() => this.#lodgings.delete(worker));
    return lodging;
  }

  /** A piece of work is finished: the worker's models are offered the room in turn. */
  #vacate(lodging: Lodging): void {
    const { worker, tenants } = lodging;
    if (shouldRecycle(worker, this.options.recycle)) this.#retire(lodging, 'it has had its time');
    for (const tenant of [...tenants]) {
      if (tenants.size > 1) {
        tenants.delete(tenant);
        tenants.add(tenant);
      }
      tenant.onVacancy(worker);
      if (!worker.isIdle) return;
    }
  }

  #retire(lodging: Lodging, reason: string): void {
    if (lodging.isRetiring) return;
    lodging.isRetiring = true;
    const { worker, tenants, leftBehindBytes } = lodging;
    const { name, answered, residentBytes } = worker;
    const fields = { worker: name, answered, residentBytes, leftBehindBytes };
    this.options.logger.info(`A worker is replaced: ${reason}.`, fields);
    for (const tenant of tenants) tenant.moveOff(worker);
  }
}
