import type { Bundle, Logger } from './contract';
import { Scheduler } from './batching/scheduler';
import { ManagedModel } from './catalog/managed-model';
import { availableProcessors } from './config/available-resources';
import type { Settings } from './config/settings';
import { ServingError } from './core/errors';
import type { Executor } from './core/executor';
import type { ServedModel } from './core/served-model';
import { InlineExecutor } from './execution/inline-executor';
import { ProcessExecutor } from './execution/process-executor';
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
  const scheduler = new Scheduler(executor, {
    batching: { maxBatchSize: metadata.features.maxBatchSize, maxQueueDelayMs: 0, preferredBatchSizes: [] },
    queue: { maxCalls: settings.maxPendingCalls, maxBytes: settings.maxPendingBytes },
    declared: metadata,
  });
  const drain = () => scheduler.close(new ServingError('unavailable', 'The model is being unloaded.'));
  return new ManagedModel(metadata, executor, validated(scheduler, metadata), drain);
}

function createExecutor(source: ModelSource, settings: Settings, logger: Logger): Executor {
  if (settings.execution === 'inline') return new InlineExecutor({ ...source, logger });
  return new ProcessExecutor({
    ...source,
    logger,
    workers: settings.workers === 0 ? availableProcessors() : settings.workers,
    abandonGraceMs: settings.abandonGraceMs,
    closeTimeoutMs: settings.closeTimeoutMs,
  });
}
