import type { Gate } from './core/access';
import { ServingError } from './core/errors';

/** The policy while no tokens are configured: data is open to everybody, and control is for this machine. */
export const loopbackGate: Gate = {
  admit: (access, { isLoopback }) => {
    if (isLoopback || (access !== 'control' && access !== 'observe')) return undefined;
    throw new ServingError('permission-denied', 'This is for callers on the same machine alone.');
  },
};
