/**
 * Throw this when the *caller's* input is at fault: it is no picture, a field is missing, a number is out of range.
 * The caller receives the message as it stands, so say what was given, what was expected and what to do.
 * Any other error counts as a failure of the model, and its stack trace goes to the log.
 */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError';
}

/** One item of a batch that failed while its neighbours did not. Make one with {@link failure}. */
export class ItemFailure {
  /** @param reason what was wrong with the item; the caller receives its message */
  constructor(readonly reason: Error) {}
}

/**
 * Marks one item of a batch as failed, in the place of its output.
 *
 * @example
 * return inputs.map((input) => (isReadable(input) ? classify(input) : failure('The picture has no pixels.')));
 */
export function failure(reason: string | Error): ItemFailure {
  return new ItemFailure(typeof reason === 'string' ? new InvalidInputError(reason) : reason);
}
