import { jsonAnswer } from '../../transport/http/json-answer';
import type { HttpRoute } from '../../transport/http/http-route';
import type { Catalog } from '../../catalog/catalog';
import { readinessOf, toStatus } from './convert';

export interface HealthOptions {
  readonly catalog: Catalog;
  /** Whether the server has been asked to stop. */
  readonly isStopping: () => boolean;
}

/** Everybody may ask: why versions failed, which may name paths of this machine, is told by `/status`. */
export function healthRoutes({ catalog, isStopping }: HealthOptions): HttpRoute[] {
  return [
    {
      method: 'GET',
      path: '/healthz',
      name: 'healthz',
      access: 'open',
      // Whoever reads this answer knows that the loop turns.
      handle: () => jsonAnswer(200, { alive: true }),
    },
    {
      method: 'GET',
      path: '/readyz',
      name: 'readyz',
      access: 'open',
      handle: () => {
        const readiness = readinessOf(catalog, isStopping());
        return jsonAnswer(readiness.ready ? 200 : 503, readiness);
      },
    },
  ];
}

export function statusRoutes({ catalog, isStopping }: HealthOptions): HttpRoute[] {
  return [
    {
      method: 'GET',
      path: '/status',
      name: 'status',
      access: 'observe',
      handle: () => {
        const { ready, stopping, scanned } = readinessOf(catalog, isStopping());
        return jsonAnswer(200, { ready, stopping, scanned, models: catalog.list().map(toStatus) });
      },
    },
  ];
}
