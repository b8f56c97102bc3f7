import type { LogFields, Logger } from '../contract';

/** A logger whose every line carries the given fields. */
export class BoundLogger implements Logger {
  constructor(
    private readonly logger: Logger,
    private readonly bound: LogFields,
  ) {}

  debug(message: string, fields?: LogFields): void {
    this.logger.debug(message, { ...fields, ...this.bound });
  }

  info(message: string, fields?: LogFields): void {
    this.logger.info(message, { ...fields, ...this.bound });
  }

  warn(message: string, fields?: LogFields): void {
    this.logger.warn(message, { ...fields, ...this.bound });
  }

  error(message: string, fields?: LogFields): void {
    this.logger.error(message, { ...fields, ...this.bound });
  }
}
