import type { ModelMetadata } from '../contract';
import type { Call } from '../core/call';
import { ServingError } from '../core/errors';
import { failed, succeeded, type InferenceRequest, type ItemResult } from '../core/request';
import type { Runnable } from '../core/served-model';
import { checkInput } from './check-input';
import { checkOutput } from './check-output';
import { mapInSlices } from './map-in-slices';

/**
 * Checks every item against the model's declaration before it reaches a worker, and every output after: an item that
 * breaks it fails alone.
 */
export function validated(inner: Runnable, metadata: ModelMetadata): Runnable {
  const inferOne = (request: InferenceRequest, call: Call): Promise<readonly ItemResult[]> => {
    const checked = checkInput(request.items[0]!, metadata);
    if (typeof checked === 'string') return Promise.resolve([refused(checked)]);
    const { options, priority } = request;
    return inner
      .infer({ items: [checked], options, priority }, call)
      .then((results) => [checkOutput(results[0], metadata)]);
  };

  const inferAll = async (request: InferenceRequest, call: Call): Promise<readonly ItemResult[]> => {
    const checked = await mapInSlices(request.items, (item) => checkInput(item, metadata));
    const valid = checked.filter((each) => typeof each !== 'string');
    const results = valid.length === 0 ? [] : await inner.infer({ ...request, items: valid }, call);
    const inOrder = results.values();
    return mapInSlices(checked, (each) =>
      typeof each === 'string' ? refused(each) : checkOutput(inOrder.next().value, metadata),
    );
  };

  return {
    // Nearly every request holds one item, and its way is short.
    infer: (request, call) => (request.items.length === 1 ? inferOne(request, call) : inferAll(request, call)),
    async *stream(item, options, call) {
      const checked = checkInput(item, metadata);
      if (typeof checked === 'string') throw new ServingError('invalid-argument', checked);
      for await (const piece of inner.stream(checked, options, call)) {
        const result = checkOutput(succeeded(piece), metadata);
        if (!result.ok) throw new ServingError(result.error.code, result.error.message);
        yield result.output;
      }
    },
  };
}

function refused(problem: string): ItemResult {
  return failed({ code: 'invalid-argument', message: problem });
}
