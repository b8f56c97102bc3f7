import type { Parser } from './parsers';

/** One setting: where it is read from, what it may be, and why it is there. */
export interface Setting<T> extends Parser<T> {
  /** The environment variable. */
  readonly variable: string;
  readonly default: T;
  /** What it decides, and why its default is what it is. */
  readonly why: string;
  /** Its value is shown to nobody, and is not taken from the command line, which every process of the machine can read. */
  readonly isSecret: boolean;
}

export function setting<T>(variable: string, parser: Parser<T>, defaultValue: T, why: string): Setting<T> {
  return { ...parser, variable, default: defaultValue, why, isSecret: false };
}

export function secret<T>(variable: string, parser: Parser<T>, defaultValue: T, why: string): Setting<T> {
  return { ...setting(variable, parser, defaultValue, why), isSecret: true };
}
