import { statSync } from 'node:fs';
import { ServingError } from '../core/errors';
import type { FileFacts, ModelSpec } from '../core/model-spec';

/**
 * Whether the weights are still those that the version was made of; somebody may have put others in their place.
 *
 * @throws ServingError `failed-precondition` that names the file
 */
export function checkWeights({ weights = [] }: ModelSpec): void {
  const exchanged = weights.find(isExchanged);
  if (exchanged === undefined) return;
  throw new ServingError(
    'failed-precondition',
    `${exchanged.path} is another file than when this version was loaded; reload the version, or give new weights a new one.`,
  );
}

function isExchanged({ path, bytes, mtimeMs }: FileFacts): boolean {
  const file = statSync(path);
  return file.size !== bytes || file.mtimeMs !== mtimeMs;
}
