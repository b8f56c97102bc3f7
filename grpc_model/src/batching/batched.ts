import type { Call } from '../core/call';
import { ServingError, toServingError } from '../core/errors';
import type { Executor } from '../core/executor';
import { failed, type InferenceRequest, type Item, type ItemResult } from '../core/request';
import type { Runnable } from '../core/served-model';
import { mapConcurrently } from './map-concurrently';
import { splitIntoBatches } from './split-into-batches';

/**
 * Splits a request into batches that the wrapper takes, runs as many at a time as there are workers, and joins the
 * results in order. A batch that threw runs again item by item; one that killed its worker does not.
 *
 * @param maxBatchSize the most items of one batch
 */
export function batched(executor: Executor, maxBatchSize: number): Runnable {
  const runBatch = async (
    items: readonly Item[],
    request: InferenceRequest,
    call: Call,
  ): Promise<readonly ItemResult[]> => {
    try {
      return await executor.infer({ ...request, items }, call);
    } catch (thrown) {
      const error = toServingError(thrown);
      if (call.signal.aborted) throw error;
      if (error.code !== 'model-failed' || items.length === 1) return items.map(() => failed(error));
      call.logger.warn('A batch failed; its items run again one by one.', {
        items: items.length,
        reason: error.message,
      });
      return runEach(
        items.map((item) => [item]),
        request,
        call,
      );
    }
  };

  const runEach = async (batches: readonly (readonly Item[])[], request: InferenceRequest, call: Call) => {
    const results = await mapConcurrently(batches, executor.workers, (items) => runBatch(items, request, call));
    return results.flat();
  };

  return {
    async infer(request, call) {
      const batchSize = executor.capabilities.batch ? maxBatchSize : 1;
      // The usual request, one batch, is spared the splitting and joining.
      const isOne = request.items.length > 0 && request.items.length <= batchSize;
      const results = isOne
        ? await runBatch(request.items, request, call)
        : await runEach(splitIntoBatches(request.items, batchSize), request, call);
      if (results.length === request.items.length) return results;
      throw new ServingError('internal', `${results.length} results came for ${request.items.length} items.`);
    },
    stream: (item, options, call) => executor.stream(item, options, call),
  };
}
