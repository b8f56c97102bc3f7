import type { Access } from '../../core/access';
import { plainAnswer } from '../../transport/http/http-refusal';
import type { HttpService } from '../../transport/http/http-route';
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
    toAnswer: plainAnswer,
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
