import type { Bundle, Logger } from './contract';
import { batched } from './batching/batched';
import { ManagedModel } from './catalog/managed-model';
import { availableProcessors } from './config/available-resources';
import type { Settings } from './config/settings';
import type { Executor } from './core/executor';
import type { ModelSpec } from './core/model-spec';
import type { ServedModel } from './core/served-model';
import { InlineExecutor } from './execution/inline-executor';
import { ProcessLink } from './execution/process-link';
import { WorkerExecutor } from './execution/worker-executor';
import { WorkerPool } from './execution/worker-pool';
import { validated } from './serving/validated';

export interface ModelSource {
  readonly bundle: Bundle;
  /** The module whose default export is the author's wrapper. */
  readonly wrapperPath: string;
  /** The compiled main module of a worker process. */
  readonly workerMain: string;
}

/** The one place where a model is put together, so that loading and reloading cannot differ. */
export function composeModel(source: ModelSource, settings: Settings, logger: Logger): ServedModel {
  const { metadata } = source.bundle;
  const executor = createExecutor(source, settings, logger);
  return new ManagedModel(
    metadata,
    executor,
    (final) => validated(batched(executor, final.features.maxBatchSize), final),
    settings.drainTimeoutMs,
  );
}

function createExecutor(source: ModelSource, settings: Settings, logger: Logger): Executor {
  if (settings.execution === 'inline') return new InlineExecutor({ ...source, logger });
  const max = settings.workers === 0 ? availableProcessors() : settings.workers;
  const { folder, metadata } = source.bundle;
  const recycle = { afterCalls: 0, aboveBytes: 0 };
  const spec: ModelSpec = {
    bundle: { folder, metadata },
    wrapperPath: source.wrapperPath,
    warmUp: [],
    options: {
      batching: { maxBatchSize: metadata.features.maxBatchSize, maxQueueDelayMs: 0, preferredBatchSizes: [] },
      queue: { maxCalls: 1024, maxBytes: 2 ** 28 },
      workers: { min: max, max },
      recycle,
      placement: 'own',
    },
  };
  const pool = new WorkerPool({
    openLink: (listener) => new ProcessLink(source.workerMain, 8 * 2 ** 20, listener),
    max,
    closeTimeoutMs: settings.closeTimeoutMs,
    recycle,
    logger,
  });
  return new WorkerExecutor({
    spec,
    pool,
    logger,
    workerIdleMs: 60_000,
    abandonGraceMs: settings.abandonGraceMs,
    streamIdleMs: 60_000,
  });
}
