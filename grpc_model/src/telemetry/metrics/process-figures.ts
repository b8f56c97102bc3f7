import { collectDefaultMetrics, Registry } from 'prom-client';

let registry: Registry | undefined;

/** What prom-client tells of this process: its memory, processor time, event loop and garbage collector. One for all servers in it. */
export function processFigures(): Registry {
  if (registry === undefined) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry });
  }
  return registry;
}
