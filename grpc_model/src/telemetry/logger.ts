import pino from 'pino';
import type { LogFields, Logger } from '../contract';

export type LogThreshold = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Lines that a reader has not taken yet, together. */
const MAX_BUFFERED_CHARS = 16 * 2 ** 20;

/** The names of a line's own keys, which no field may take. */
const OWN_KEYS = ['level', 'time', 'msg'];

/**
 * Writes log lines to standard output: JSON for programs, readable text where a person looks on and the formatter is
 * installed (it is a development dependency).
 */
export function createLogger(level: LogThreshold): Logger {
  const logger = pino({ level, base: null, formatters: { level: (label) => ({ level: label }) } }, destination());
  const at =
    (name: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: LogFields = {}) =>
      logger[name](withoutOwnKeys(fields), message);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** A field of an author's must not pass for the line's own level or time. */
function withoutOwnKeys(fields: LogFields): LogFields {
  if (!OWN_KEYS.some((key) => key in fields)) return fields;
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [OWN_KEYS.includes(key) ? `_${key}` : key, value]),
  );
}

function destination(): pino.DestinationStream {
  const pretty = process.stdout.isTTY ? prettyStream() : undefined;
  if (pretty !== undefined) return pretty;
  // Not at once, but in turns: a reader that stalls must not stop the server. What it does not take is dropped in the end.
  const stdout = pino.destination({ fd: 1, sync: false, maxLength: MAX_BUFFERED_CHARS });
  process.on('exit', () => stdout.flushSync());
  return stdout;
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
