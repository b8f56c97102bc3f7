import type { Bundle } from '../../src/contract';
import type { ModelOptions } from '../../src/core/model-options';
import type { ModelSpec } from '../../src/core/model-spec';

/** What a model is composed from: one worker, no delay, wide bounds, unless a test says otherwise. */
export function specOf(bundle: Bundle, wrapperPath: string, options: Partial<ModelOptions> = {}): ModelSpec {
  return {
    // Without what a test's bundle can do: a spec is plain data.
    bundle: JSON.parse(JSON.stringify(bundle)) as Bundle,
    wrapperPath,
    warmUp: [],
    options: {
      batching: { maxBatchSize: bundle.metadata.features.maxBatchSize, maxQueueDelayMs: 0, preferredBatchSizes: [] },
      queue: { maxCalls: 1024, maxBytes: 2 ** 28 },
      workers: { min: 1, max: 1 },
      recycle: { afterCalls: 0, aboveBytes: 0 },
      placement: 'own',
      ...options,
    },
  };
}
