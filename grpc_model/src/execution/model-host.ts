import { setTimeout as delay } from 'node:timers/promises';
import type { InferenceOptions, Logger, ModelWrapper } from '../contract';
import { messageOf, ServingError } from '../core/errors';
import type { WrapperCapabilities } from '../core/executor';
import type { ModelSpec } from '../core/model-spec';
import { checkWeights } from './check-weights';
import { loadWrapper } from './load-wrapper';
import { warmUp } from './warm-up';
import { WrapperHost } from './wrapper-host';

/** How long the close of a wrapper may hold up the reason why it will not serve. */
const CLOSE_AFTER_FAILURE_MS = 1000;

interface HostedModel {
  readonly host: WrapperHost;
  /** How much more memory the process held after the model was loaded, in bytes. */
  readonly grownBytes: number;
}

/** The models of one worker, by the numbers that the server gave them. */
export class ModelHost {
  readonly #models = new Map<number, HostedModel>();
  /** By the numbers of models whose load failed, until the server gives them up: memory that did not come back, in bytes. */
  readonly #leftByFailures = new Map<number, number>();

  constructor(private readonly logger: Logger) {}

  /**
   * Loads a model and warms it up.
   *
   * @throws ServingError `failed-precondition` with the reason; then the model is not there
   */
  async load(
    model: number,
    spec: ModelSpec,
    options: Pick<InferenceOptions, 'signal' | 'logger'>,
  ): Promise<WrapperCapabilities> {
    const beforeBytes = process.memoryUsage.rss();
    const grownBytes = () => process.memoryUsage.rss() - beforeBytes;
    try {
      const host = await this.#loadHost(spec, options);
      this.#models.set(model, { host, grownBytes: grownBytes() });
      return host.capabilities;
    } catch (thrown) {
      this.#leftByFailures.set(model, Math.max(0, grownBytes()));
      throw thrown;
    }
  }

  /** @throws ServingError when the worker has no such model, which is our bug */
  get(model: number): WrapperHost {
    const hosted = this.#models.get(model);
    if (hosted === undefined) throw new ServingError('internal', 'Work was sent to a worker without its model.');
    return hosted.host;
  }

  /** @returns what the model took and did not give back, in bytes, be it in a load that failed; 0 when it was never there */
  async unload(model: number): Promise<number> {
    const hosted = this.#models.get(model);
    if (hosted === undefined) return this.#takeLeftByFailure(model);
    this.#models.delete(model);
    const beforeBytes = process.memoryUsage.rss();
    await close(hosted.host, this.logger);
    const freedBytes = beforeBytes - process.memoryUsage.rss();
    return Math.max(0, hosted.grownBytes - freedBytes);
  }

  async closeAll(): Promise<void> {
    await Promise.all(Array.from(this.#models.values(), ({ host }) => close(host, this.logger)));
  }

  async #loadHost(spec: ModelSpec, options: Pick<InferenceOptions, 'signal' | 'logger'>): Promise<WrapperHost> {
    checkWeights(spec);
    const wrapper = await loadWrapper(spec.wrapperPath, spec.bundle);
    try {
      const host = new WrapperHost(wrapper);
      checkWeights(spec);
      await warmUp(host, spec, options);
      return host;
    } catch (thrown) {
      // A wrapper that is half broken may hang in it; the reason must not wait for that.
      const patience = new AbortController();
      const waited = delay(CLOSE_AFTER_FAILURE_MS, undefined, { signal: patience.signal }).catch(() => undefined);
      await Promise.race([close(wrapper, options.logger), waited]);
      patience.abort();
      throw thrown;
    }
  }

  #takeLeftByFailure(model: number): number {
    const bytes = this.#leftByFailures.get(model) ?? 0;
    this.#leftByFailures.delete(model);
    return bytes;
  }
}

async function close(host: Pick<ModelWrapper, 'close'>, logger: Logger): Promise<void> {
  try {
    await host.close?.();
  } catch (thrown) {
    const stack = thrown instanceof Error ? thrown.stack : messageOf(thrown);
    logger.error("The model's close failed.", { stack });
  }
}
