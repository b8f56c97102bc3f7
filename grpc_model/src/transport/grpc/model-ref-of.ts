import type { Metadata } from '@grpc/grpc-js';
import { ServingError } from '../../core/errors';
import type { ModelRef } from '../../core/model-ref';
import { textOf } from './text-of';

/** Request metadata that names another model than the project's own. */
export const MODEL_NAME_HEADER = 'model-name';
/** Request metadata that names a version of it: `x.y.z`, a number, or a label. */
export const MODEL_VERSION_HEADER = 'model-version';

const MAX_CHARS = 128;
/** Metadata may hold any printable ASCII; spaces alone, or around a name, are nobody's intention. */
const PRINTABLE = /^[!-~](?:[ -~]*[!-~])?$/;

/**
 * The model that a caller asks for by name; undefined when it names none, and means the project's own.
 *
 * @throws ServingError `invalid-argument` when name or version can be none, or there is a version without a name
 */
export function modelRefOf(metadata: Metadata): ModelRef | undefined {
  const name = referenceOf(metadata, MODEL_NAME_HEADER);
  const version = referenceOf(metadata, MODEL_VERSION_HEADER);
  if (name !== undefined) return { name, version };
  if (version === undefined) return undefined;
  throw new ServingError(
    'invalid-argument',
    `The metadata ${MODEL_VERSION_HEADER} is given without ${MODEL_NAME_HEADER}; send both, or neither.`,
  );
}

function referenceOf(metadata: Metadata, header: string): string | undefined {
  const text = textOf(metadata, header);
  if (text === undefined || (text.length <= MAX_CHARS && PRINTABLE.test(text))) return text;
  throw new ServingError(
    'invalid-argument',
    `The metadata ${header} is ${JSON.stringify(text.slice(0, MAX_CHARS))} (${text.length} characters); expected 1 to ${MAX_CHARS} printable characters without spaces at the ends.`,
  );
}
