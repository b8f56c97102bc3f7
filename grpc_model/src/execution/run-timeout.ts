import type { Bundle } from '../contract';
import { ServingError } from '../core/errors';

interface RunTimeout {
  readonly timeoutMs: number;
  readonly timeoutError: () => ServingError;
}

/** How long one call of the wrapper may take, and what its caller hears when it took longer. */
export function runTimeoutOf({ metadata }: Bundle): RunTimeout {
  const { text, value } = metadata.timeouts.run;
  return {
    timeoutMs: value,
    timeoutError: () => new ServingError('deadline-exceeded', `The model did not answer within timeout.run (${text}).`),
  };
}
