/** The command line is wrong; the message says how. Ends a verb with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
