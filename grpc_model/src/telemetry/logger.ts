import pino from 'pino';
import type { Logger } from '../contract';

export type LogThreshold = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/**
 * Writes log lines to standard output: JSON for programs, readable text where a person looks on and the formatter is
 * installed (it is a development dependency).
 */
export function createLogger(level: LogThreshold): Logger {
  const logger = pino({ level, base: null, formatters: { level: (label) => ({ level: label }) } }, destination());
  const at =
    (name: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) =>
      logger[name](fields, message);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function destination(): pino.DestinationStream {
  // Written at once, so that the last lines before an end are not lost.
  const pretty = process.stdout.isTTY ? prettyStream() : undefined;
  return pretty ?? pino.destination({ fd: 1, sync: true });
}

function prettyStream(): pino.DestinationStream | undefined {
  try {
    // Loaded only where a person looks on; the container's production dependencies do not have it.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const pretty = require('pino-pretty') as typeof import('pino-pretty');
    return pretty({ sync: true, translateTime: 'SYS:HH:MM:ss.l', ignore: 'pid,hostname' });
  } catch {
    return undefined;
  }
}
