import { plainAnswer } from '../../transport/http/http-refusal';
import type { HttpService } from '../../transport/http/http-route';
import { healthRoutes, statusRoutes, type HealthOptions } from './rest';

/** `/healthz` and `/readyz`. */
export function healthService(options: HealthOptions): HttpService {
  return { protocol: 'health', routes: healthRoutes(options), toAnswer: plainAnswer, isQuiet: true };
}

/** `/status`: every model with its versions, their states, and what is wrong with them. */
export function statusService(options: HealthOptions): HttpService {
  return { protocol: 'health', routes: statusRoutes(options), toAnswer: plainAnswer };
}

export type { HealthOptions } from './rest';
export { readinessOf } from './convert';
