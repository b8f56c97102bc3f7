import type { Logger } from './contract';
import { Scheduler } from './batching/scheduler';
import { ManagedModel, type MakeRunnable } from './catalog/managed-model';
import { availableProcessors } from './config/available-resources';
import type { Settings } from './config/settings';
import { BoundLogger } from './core/bound-logger';
import type { Executor } from './core/executor';
import type { ModelObservers, VersionObserver } from './core/model-observer';
import type { ModelSpec } from './core/model-spec';
import type { ServedModel } from './core/served-model';
import { InlineExecutor } from './execution/inline-executor';
import type { OpenLink } from './execution/link-opener';
import { WorkerExecutor } from './execution/worker-executor';
import { WorkerPool } from './execution/worker-pool';
import { validated } from './serving/validated';

/**
 * The one place where a model is put together, so that loading and reloading cannot differ.
 *
 * @param openLink starts a worker
 * @returns what puts together a version under the name that the catalog has for it
 */
export function modelComposer(
  openLink: OpenLink,
  settings: Settings,
  logger: Logger,
  observers: ModelObservers,
): (spec: ModelSpec, name: string, version: string) => ServedModel {
  const openPool = poolOpener(openLink, settings, logger);
  const { recycleAfterCalls: afterCalls, recycleAboveBytes: aboveBytes } = settings;
  const sharedPool = openPool(settings.workers === 0 ? availableProcessors() : settings.workers, {
    afterCalls,
    aboveBytes,
  });

  const createExecutor = (spec: ModelSpec, modelLogger: Logger, observer: VersionObserver): Executor => {
    if (settings.execution === 'inline') return new InlineExecutor({ ...spec, logger: modelLogger, observer });
    const { workers, recycle, placement } = spec.options;
    const makeOwnPool = () => openPool(workers.max, recycle);
    const isShared = placement === 'shared';
    return new WorkerExecutor({
      spec,
      pool: isShared ? sharedPool : makeOwnPool(),
      makeOwnPool: isShared ? makeOwnPool : undefined,
      logger: modelLogger,
      workerIdleMs: settings.workerIdleMs,
      abandonGraceMs: settings.abandonGraceMs,
      streamIdleMs: settings.streamIdleMs,
      observer,
    });
  };

  return (spec, name, version) => {
    const { metadata } = spec.bundle;
    const executor = createExecutor(
      spec,
      new BoundLogger(logger, { model: name, modelVersion: version }),
      observers.of(name, version),
    );
    let scheduler: Scheduler | undefined;
    const makeRunnable: MakeRunnable = (final) => {
      scheduler = new Scheduler(executor, { ...spec.options, declared: final });
      return validated(scheduler, final);
    };
    return new ManagedModel(metadata, executor, makeRunnable, settings.drainTimeoutMs, () => scheduler);
  };
}

type OpenPool = (max: number, recycle: ModelSpec['options']['recycle']) => WorkerPool;

function poolOpener(openLink: OpenLink, { closeTimeoutMs }: Settings, logger: Logger): OpenPool {
  return (max, recycle) => new WorkerPool({ openLink, max, closeTimeoutMs, recycle, logger });
}
