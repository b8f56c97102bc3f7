import { ServingError } from '../../core/errors';

const MAX_SHOWN_CHARS = 60;

/**
 * Reads an object of an answer, of whichever server, field by field. What is absent or null reads as the protocol's default: an
 * empty text, 0, no elements. Numbers may stand as texts, as proto3 has 64-bit ones in JSON; fields that nobody reads may be there.
 * Every method throws a ServingError `internal` for a value of another kind.
 */
export class Fields {
  readonly #value: Readonly<Record<string, unknown>>;

  /** @param what the object is, for messages */
  constructor(
    value: unknown,
    readonly what: string,
  ) {
    if (!isRecord(value)) throw unexpected(what, value, 'an object');
    this.#value = value;
  }

  has(name: string): boolean {
    return !isAbsent(this.#value[name]);
  }

  text(name: string): string {
    const value = this.#value[name];
    if (isAbsent(value)) return '';
    if (typeof value !== 'string') throw unexpected(`${this.what}.${name}`, value, 'a text');
    return value;
  }

  number(name: string): number {
    const value = this.#value[name];
    return isAbsent(value) ? 0 : toNumber(value, `${this.what}.${name}`);
  }

  flag(name: string): boolean {
    const value = this.#value[name];
    if (isAbsent(value)) return false;
    if (typeof value !== 'boolean') throw unexpected(`${this.what}.${name}`, value, 'true or false');
    return value;
  }

  texts(name: string): string[] {
    return this.list(name).map((each) => {
      if (typeof each !== 'string') throw unexpected(`${this.what}.${name}`, each, 'texts');
      return each;
    });
  }

  numbers(name: string): number[] {
    return this.list(name).map((each) => toNumber(each, `${this.what}.${name}`));
  }

  list(name: string): readonly unknown[] {
    const value = this.#value[name];
    if (isAbsent(value)) return [];
    if (!Array.isArray(value)) throw unexpected(`${this.what}.${name}`, value, 'a list');
    return value;
  }

  objects(name: string): Fields[] {
    return this.list(name).map((each) => new Fields(each, `${this.what}.${name}`));
  }

  object(name: string): Fields {
    return new Fields(this.#value[name] ?? {}, `${this.what}.${name}`);
  }

  entries(): [string, unknown][] {
    return Object.entries(this.#value);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function toNumber(value: unknown, what: string): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || Number.isNaN(number)) throw unexpected(what, value, 'a number');
  return number;
}

function unexpected(what: string, value: unknown, expected: string): ServingError {
  const shown = JSON.stringify(value ?? null).slice(0, MAX_SHOWN_CHARS);
  return new ServingError('internal', `The server answered ${shown} as ${what}; expected ${expected}.`);
}
