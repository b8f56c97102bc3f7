import type { JsonDatatype } from '../json-elements';
import { ElementCursor, type ElementStore } from './element-store';

type Numbers =
  Uint8Array | Uint16Array | Uint32Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
type LongNumbers = BigInt64Array | BigUint64Array;

/** No 64-bit integer is longer; one without bound would take long to read. */
const MAX_INTEGER_CHARS = 20;

/** Numbers of at most 32 bits, and FP64. */
export class NumberStore implements ElementStore {
  readonly isText = false;
  readonly #cursor: ElementCursor;
  readonly #isFloat: boolean;

  constructor(
    datatype: JsonDatatype,
    private readonly elements: Numbers,
  ) {
    this.#cursor = new ElementCursor(datatype, elements.length);
    this.#isFloat = datatype.startsWith('FP');
  }

  add(values: readonly unknown[]): void {
    const { elements } = this;
    const isFloat = this.#isFloat;
    let at = this.#cursor.take(values.length);
    for (const value of values) {
      if (typeof value !== 'number') throw this.#cursor.misfit(at, JSON.stringify(value));
      elements[at] = value;
      // What does not fit has become something else: another number where it is a whole one, and infinite where not.
      const isKept = isFloat ? Number.isFinite(elements[at]) : elements[at] === value;
      if (!isKept) throw this.#cursor.misfit(at, Number.isFinite(value) ? String(value) : 'a number beyond FP64');
      at++;
    }
  }

  finish(): Uint8Array {
    this.#cursor.finish();
    return new Uint8Array(this.elements.buffer);
  }
}

/** `true` and `false`. */
export class BoolStore implements ElementStore {
  readonly isText = false;
  readonly #cursor: ElementCursor;

  constructor(private readonly elements: Uint8Array) {
    this.#cursor = new ElementCursor('BOOL', elements.length);
  }

  add(values: readonly unknown[]): void {
    let at = this.#cursor.take(values.length);
    for (const value of values) {
      if (typeof value !== 'boolean') throw this.#cursor.misfit(at, JSON.stringify(value));
      this.elements[at++] = Number(value);
    }
  }

  finish(): Uint8Array {
    this.#cursor.finish();
    return this.elements;
  }
}

/** Whole numbers of 64 bits, with every digit. */
export class LongStore implements ElementStore {
  readonly isText = false;
  readonly #cursor: ElementCursor;

  constructor(
    datatype: 'INT64' | 'UINT64',
    private readonly elements: LongNumbers,
  ) {
    this.#cursor = new ElementCursor(datatype, elements.length);
  }

  add(values: readonly unknown[], text: string): void {
    const { elements } = this;
    const first = this.#cursor.take(values.length);
    // A parser has lost digits of numbers beyond 2⁵³; most chunks have none.
    let texts: readonly string[] | undefined;
    for (const [index, value] of values.entries()) {
      const at = first + index;
      if (typeof value !== 'number') throw this.#cursor.misfit(at, JSON.stringify(value));
      const exact = Number.isSafeInteger(value) ? BigInt(value) : toLong((texts ??= text.split(','))[index]!);
      if (exact !== undefined) elements[at] = exact;
      if (elements[at] !== exact) throw this.#cursor.misfit(at, (texts ??= text.split(','))[index]!.trim());
    }
  }

  finish(): Uint8Array {
    this.#cursor.finish();
    return new Uint8Array(this.elements.buffer);
  }
}

/** @returns undefined when it is not written as a whole number */
function toLong(text: string): bigint | undefined {
  const digits = text.trim();
  return digits.length <= MAX_INTEGER_CHARS && /^-?\d+$/.test(digits) ? BigInt(digits) : undefined;
}
