import { plainAnswer } from '../../transport/http-refusal';
import type { HttpService } from '../../transport/http-route';
import { healthRoutes, statusRoutes, type HealthOptions } from './rest';

/** `/healthz` and `/readyz` as everybody may see them: without reasons, which may name paths of this machine. */
export function publicHealth(options: HealthOptions): HttpService {
  return { protocol: 'health', routes: healthRoutes(options, false), toAnswer: plainAnswer, isQuiet: true };
}

/** The same for the control port, with reasons. */
export function controlHealth(options: HealthOptions): HttpService {
  return { protocol: 'health', routes: healthRoutes(options, true), toAnswer: plainAnswer, isQuiet: true };
}

/** `/status`: every model with its versions, their states, and what is wrong with them. */
export function statusService(options: HealthOptions): HttpService {
  return { protocol: 'health', routes: statusRoutes(options), toAnswer: plainAnswer };
}

export type { HealthOptions } from './rest';
