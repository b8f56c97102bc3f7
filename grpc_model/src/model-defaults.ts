import type { ModelDefaults } from './catalog/model-defaults';
import { availableProcessors } from './config/available-resources';
import type { Settings } from './config/settings';
import type { Quantity } from './contract';

/** How models are run where their `config.yaml` says nothing, as the settings have it. */
export function modelDefaults(settings: Settings): ModelDefaults {
  const max = settings.workers === 0 ? availableProcessors() : settings.workers;
  const authored = {
    batching: { maxBatchSize: 1, maxQueueDelayMs: settings.maxQueueDelayMs, preferredBatchSizes: [] },
    queue: { maxCalls: settings.maxQueuedCalls, maxBytes: settings.maxQueuedBytes },
    workers: { min: Math.min(settings.minWorkers, max), max },
    recycle: { afterCalls: settings.recycleAfterCalls, aboveBytes: settings.recycleAboveBytes },
    placement: 'own',
  } as const;
  const batching = { ...authored.batching, maxBatchSize: settings.storeMaxBatchSize };
  return {
    authored,
    store: { ...authored, batching, placement: 'shared' },
    maxSharedBytes: settings.maxSharedModelBytes,
    onnx: {
      executionProviders: settings.onnxExecutionProviders,
      intraOpThreads: settings.onnxIntraOpThreads,
      interOpThreads: settings.onnxInterOpThreads,
    },
    timeouts: { status: milliseconds(settings.storeLoadTimeoutMs), run: milliseconds(settings.storeRunTimeoutMs) },
  };
}

function milliseconds(value: number): Quantity {
  return { text: `${value}ms`, value };
}
