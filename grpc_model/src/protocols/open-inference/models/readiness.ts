import type { ModelHandle } from '../../../catalog/model-handle';

/** Whether a version answers calls: it is loaded, or its first call loads it and no load has failed. */
export function isReady({ state, takesCalls }: Pick<ModelHandle, 'state' | 'takesCalls'>): boolean {
  return takesCalls && state.name !== 'failed';
}
