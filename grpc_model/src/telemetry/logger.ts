import pino from 'pino';
import type { LogFields, Logger } from '../contract';
import { boundedFields, boundedText } from '../core/log-fields';
import { escapeLine } from './escape-line';
import { LineWriter } from './line-writer';
import { textLine, type LogRecord } from './text-line';

export type LogThreshold = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** `auto` is text where a person looks on, and JSON elsewhere. */
export type LogFormat = 'auto' | 'json' | 'text';

/** The names of a line's own keys, which no field may take. */
const OWN_KEYS = ['level', 'time', 'msg'];

/** The log of a process. */
export interface ProcessLogger extends Logger {
  /** Writes text for a person as it is, after the lines before it. A reader that is gone or stalls costs it, like any line. */
  readonly print: (text: string) => void;
  /** Lines are text for people. */
  readonly isText: boolean;
}

/** Writes log lines to standard output: one line for each call of a method, whatever is in it. */
export function createLogger(level: LogThreshold, format: LogFormat = 'auto'): ProcessLogger {
  const { fd, isTTY } = process.stdout;
  const tellDropped = (lines: number) =>
    logger.warn('Log lines were dropped: the reader of standard output did not keep up.', { lines });
  const writer = new LineWriter(fd, tellDropped);
  process.on('exit', () => writer.flushLast());
  const write = (line: string) => writer.write(line);
  const isText = format === 'text' || (format === 'auto' && isTTY);
  const inColour = isTTY && process.env['NO_COLOR'] === undefined;
  const logger = isText ? textLogger(level, inColour, write) : jsonLogger(level, write);
  return { ...logger, print: write, isText };
}

/** @param write takes each line with its end */
export function jsonLogger(level: LogThreshold, write: (line: string) => void): Logger {
  return pinoLogger(level, (line) => write(escapeLine(line)));
}

/**
 * @param inColour whether the reader is a terminal
 * @param write takes each record: its line, and those of its stack
 */
export function textLogger(level: LogThreshold, inColour: boolean, write: (lines: string) => void): Logger {
  return pinoLogger(level, (line) => write(textLine(JSON.parse(line) as LogRecord, inColour)));
}

function pinoLogger(level: LogThreshold, write: (line: string) => void): Logger {
  const logger = pino(
    {
      level,
      base: null,
      formatters: {
        level: (label) => ({ level: label }),
        // Only for lines that are written. The fields are wrapped: bare, some of their names would mean more to pino.
        log: ({ fields }) => withoutOwnKeys(boundedFields(fields as LogFields)),
      },
      serializers: { err: (value: unknown) => value },
    },
    { write },
  );
  const at =
    (name: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: LogFields = {}) =>
      logger[name]({ fields }, boundedText(message));
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** A field of an author's must not pass for the line's own level or time. */
function withoutOwnKeys(fields: LogFields): LogFields {
  if (!OWN_KEYS.some((key) => key in fields)) return fields;
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [OWN_KEYS.includes(key) ? `_${key}` : key, value]),
  );
}
