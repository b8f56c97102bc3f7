import type { LogFields, Logger } from '../../src/contract';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields;
}

/** A logger that keeps its lines, so that a test can wait for one. */
export class LogBook implements Logger {
  readonly lines: LogLine[] = [];
  readonly #listeners = new Set<() => void>();

  debug = (message: string, fields?: LogFields) => this.#add('debug', message, fields);
  info = (message: string, fields?: LogFields) => this.#add('info', message, fields);
  warn = (message: string, fields?: LogFields) => this.#add('warn', message, fields);
  error = (message: string, fields?: LogFields) => this.#add('error', message, fields);

  /** The lines with this message. */
  with(message: string | RegExp): LogLine[] {
    return this.lines.filter((line) =>
      typeof message === 'string' ? line.message === message : message.test(line.message),
    );
  }

  /** The lines that tell of calls that are over. */
  get calls(): LogLine[] {
    return this.lines.filter(({ fields }) => 'outcome' in fields);
  }

  /** Resolves as soon as there are so many lines with this message, with the last of them. */
  async waitFor(message: string | RegExp, count = 1): Promise<LogLine> {
    await this.until(() => this.with(message).length >= count);
    return this.with(message)[count - 1]!;
  }

  /** Resolves as soon as the lines are such that the condition holds. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#listeners.add(resolve));
  }

  #add(level: LogLine['level'], message: string, fields: LogFields = {}): void {
    this.lines.push({ level, message, fields });
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }
}
