import { InvalidInputError } from '../contract';

/**
 * Every way in which a call can fail, as the core sees it: neither HTTP nor gRPC. Each protocol maps all of them, so a
 * new code breaks every adapter's build until it is mapped.
 */
export const ERROR_CODES = [
  /** The request is malformed or breaks the model's declaration. The caller must change it. */
  'invalid-argument',
  /** No credentials, or not valid ones. */
  'unauthenticated',
  /** Valid credentials without the right. */
  'permission-denied',
  /** No such model, version, file or resource. */
  'not-found',
  'already-exists',
  /** Right in itself, but not in the present state, for example a model that failed to load. */
  'failed-precondition',
  /** A bound of all calls together is reached: queue, bytes, connections. Trying again later can help. */
  'resource-exhausted',
  /** More bytes than a bound allows; smaller will do. */
  'too-large',
  /** The caller's deadline or the model's `timeout.run` has passed. */
  'deadline-exceeded',
  /** The caller hung up. */
  'cancelled',
  /** The model or server cannot do that at all. */
  'unimplemented',
  /** Nobody is there to do it now: the worker died or the server is stopping. Trying again can help. */
  'unavailable',
  /** The author's code threw, or broke its own declaration. */
  'model-failed',
  /** Our bug. */
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** The one error class of the core. `message` is for the wire; `cause` is for the log only. */
export class ServingError extends Error {
  override readonly name = 'ServingError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** The one funnel from whatever was thrown to a {@link ServingError}. What nobody foresaw is `internal`. */
export function toServingError(thrown: unknown): ServingError {
  if (thrown instanceof ServingError) return thrown;
  if (thrown instanceof InvalidInputError)
    return new ServingError('invalid-argument', thrown.message, { cause: thrown });
  return new ServingError('internal', 'The server failed to handle the call; its log has the details.', {
    cause: thrown,
  });
}

/** The message of whatever was thrown, which need not be an `Error`. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
