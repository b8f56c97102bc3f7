import { statSync } from 'node:fs';
import { ServingError } from '../core/errors';
import type { ModelSpec } from '../core/model-spec';

/**
 * Whether the weights are still those that the version was made of; somebody may have put others in their place.
 *
 * @throws ServingError `failed-precondition` that names the file
 */
export function checkWeights({ weights }: ModelSpec): void {
  if (weights === undefined) return;
  const { size, mtimeMs } = statSync(weights.path);
  if (size === weights.bytes && mtimeMs === weights.mtimeMs) return;
  throw new ServingError(
    'failed-precondition',
    `${weights.path} is another file than when this version was loaded; reload the version, or give new weights a new one.`,
  );
}
