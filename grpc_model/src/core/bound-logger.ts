import type { LogFields, Logger } from '../contract';
import { authorFields } from './log-fields';

/** A logger whose every line carries the given fields. */
export class BoundLogger implements Logger {
  constructor(
    private readonly logger: Logger,
    private readonly bound: LogFields,
  ) {}

  debug(message: string, fields?: LogFields): void {
    this.logger.debug(message, this.#with(fields));
  }

  info(message: string, fields?: LogFields): void {
    this.logger.info(message, this.#with(fields));
  }

  warn(message: string, fields?: LogFields): void {
    this.logger.warn(message, this.#with(fields));
  }

  error(message: string, fields?: LogFields): void {
    this.logger.error(message, this.#with(fields));
  }

  /** What is bound stands first, where no bound of a line cuts it off, and wins. */
  #with(fields: LogFields | undefined): LogFields {
    return fields === undefined ? this.bound : { ...this.bound, ...fields, ...this.bound };
  }
}

/** The logger that an author's code gets in the server's own process: no field of it can pass for one of the server's. */
export function authorLogger(logger: Logger): Logger {
  const at =
    (level: keyof Logger) =>
    (message: string, fields: LogFields = {}) =>
      logger[level](message, authorFields(fields));
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
