import type { ModelHandle } from '../../../catalog/model-handle';
import type { ModelMetadata } from '../../../contract';
import type { Caller } from '../../../core/call';
import { ServingError } from '../../../core/errors';
import type { Serving } from '../../../serving/serving';
import type { InferMessage } from '../infer-message';
import { refusalOfUnready } from './find-model';

/**
 * What a model that a request is for takes and gives; one that loads at its first use is loaded.
 *
 * @throws ServingError `unavailable` in the words of contract section 3.7 when it takes no calls
 */
export function declarationOf(
  handle: ModelHandle,
  { modelVersion, inputs }: InferMessage,
  serving: Serving,
  caller: Caller,
): ModelMetadata | Promise<ModelMetadata> {
  if (!handle.takesCalls) throw refusalOfUnready(handle);
  const known = handle.state.name === 'ready' ? handle.metadata : undefined;
  if (known !== undefined) return known;
  const heldBytes = inputs.reduce((total, { bytes }) => total + (bytes?.byteLength ?? 0), 0);
  const ref = { name: handle.name, version: modelVersion === '' ? undefined : modelVersion };
  return serving.metadata(ref, caller, heldBytes).catch((thrown: unknown) => {
    throw inItsWords(thrown, handle, caller);
  });
}

/** Why a call failed; that the model is not ready is told as the protocol has it, and without its files. */
export function inItsWords(thrown: unknown, handle: ModelHandle, { record }: Caller): unknown {
  if (!(thrown instanceof ServingError) || thrown.code !== 'failed-precondition') return thrown;
  const refusal = refusalOfUnready(handle);
  record.outcome = refusal.code;
  return refusal;
}
