import type { Outcome } from '../core/call-record';

/**
 * Whose fault an outcome is: `warn` where the server or its model did not do what it is there for, `info` where the caller
 * has to change something. A model that is too slow cannot be told from a deadline that is too short.
 */
export const LEVEL_OF_OUTCOME: Readonly<Record<Outcome, 'info' | 'warn'>> = {
  ok: 'info',
  partial: 'info',
  'invalid-argument': 'info',
  unauthenticated: 'info',
  'permission-denied': 'info',
  'not-found': 'info',
  'already-exists': 'info',
  cancelled: 'info',
  unimplemented: 'info',
  'too-large': 'info',
  'failed-precondition': 'warn',
  'resource-exhausted': 'warn',
  'deadline-exceeded': 'warn',
  unavailable: 'warn',
  'model-failed': 'warn',
  internal: 'warn',
};
