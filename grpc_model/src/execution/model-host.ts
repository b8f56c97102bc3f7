import type { InferenceOptions, Logger } from '../contract';
import { messageOf, ServingError } from '../core/errors';
import type { WrapperCapabilities } from '../core/executor';
import type { ModelSpec } from '../core/model-spec';
import { checkWeights } from './check-weights';
import { loadWrapper } from './load-wrapper';
import { warmUp } from './warm-up';
import { WrapperHost } from './wrapper-host';

interface HostedModel {
  readonly host: WrapperHost;
  /** How much more memory the process held after the model was loaded, in bytes. */
  readonly grownBytes: number;
}

/** The models of one worker, by the numbers that the server gave them. */
export class ModelHost {
  readonly #models = new Map<number, HostedModel>();

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
    checkWeights(spec);
    const host = new WrapperHost(await loadWrapper(spec.wrapperPath, spec.bundle));
    try {
      checkWeights(spec);
      await warmUp(host, spec, options);
    } catch (thrown) {
      await close(host, options.logger);
      throw thrown;
    }
    this.#models.set(model, { host, grownBytes: process.memoryUsage.rss() - beforeBytes });
    return host.capabilities;
  }

  /** @throws ServingError when the worker has no such model, which is our bug */
  get(model: number): WrapperHost {
    const hosted = this.#models.get(model);
    if (hosted === undefined) throw new ServingError('internal', 'Work was sent to a worker without its model.');
    return hosted.host;
  }

  /** @returns what the model took and did not give back, in bytes; 0 when it is not there */
  async unload(model: number): Promise<number> {
    const hosted = this.#models.get(model);
    if (hosted === undefined) return 0;
    this.#models.delete(model);
    const beforeBytes = process.memoryUsage.rss();
    await close(hosted.host, this.logger);
    const freedBytes = beforeBytes - process.memoryUsage.rss();
    return Math.max(0, hosted.grownBytes - freedBytes);
  }

  async closeAll(): Promise<void> {
    await Promise.all(Array.from(this.#models.values(), ({ host }) => close(host, this.logger)));
  }
}

async function close(host: WrapperHost, logger: Logger): Promise<void> {
  try {
    await host.close();
  } catch (thrown) {
    const stack = thrown instanceof Error ? thrown.stack : messageOf(thrown);
    logger.error("The model's close failed.", { stack });
  }
}
