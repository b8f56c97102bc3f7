import type { Access } from '../../core/access';
import type { ErrorCode } from '../../core/errors';
import type { HttpService } from '../../transport/http-route';
import { chooseFormat } from './choose-format';
import type { MetricsCollector } from './collector';
import { CONTENT_TYPES } from './exposition';

/**
 * What a scraper asks.
 *
 * @param access `observe` on the control port, `scrape` on a port of its own
 */
export function metricsService(collector: Pick<MetricsCollector, 'collect'>, access: Access): HttpService {
  return {
    protocol: 'metrics',
    isQuiet: true,
    toAnswer: ({ code, message }) => ({
      status: STATUSES[code],
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: `${message}\n`,
    }),
    routes: [
      {
        method: 'GET',
        path: '/metrics',
        name: 'metrics',
        access,
        handle: async ({ headers }) => {
          const format = chooseFormat(headers.accept);
          const body = await collector.collect(format);
          // What a scraper is given depends on what it accepts.
          return { status: 200, headers: { 'content-type': CONTENT_TYPES[format], vary: 'accept' }, body };
        },
      },
    ],
  };
}

const STATUSES: Readonly<Record<ErrorCode, number>> = {
  'invalid-argument': 400,
  unauthenticated: 401,
  'permission-denied': 403,
  'not-found': 404,
  'already-exists': 409,
  'failed-precondition': 409,
  'resource-exhausted': 429,
  'deadline-exceeded': 504,
  cancelled: 499,
  unimplemented: 501,
  unavailable: 503,
  'model-failed': 500,
  internal: 500,
};
