import type { Metadata } from '@grpc/grpc-js';
import { ServingError } from '../../core/errors';
import { PRIORITIES, type Priority } from '../../core/request';
import { textOf } from './text-of';

/** Request metadata that names the class of a call. */
export const PRIORITY_HEADER = 'x-priority';

const MAX_SHOWN_CHARS = 60;

/**
 * The class that a caller puts its call in; undefined when it names none.
 *
 * @throws ServingError `invalid-argument` when there is no such class
 */
export function priorityOf(metadata: Metadata): Priority | undefined {
  const text = textOf(metadata, PRIORITY_HEADER);
  if (text === undefined) return undefined;
  const priority = PRIORITIES.find((each) => each === text);
  if (priority !== undefined) return priority;
  throw new ServingError(
    'invalid-argument',
    `The metadata ${PRIORITY_HEADER} is ${JSON.stringify(text.slice(0, MAX_SHOWN_CHARS))}; expected ${PRIORITIES.join(', ')}.`,
  );
}
