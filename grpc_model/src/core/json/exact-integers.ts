import { randomUUID } from 'node:crypto';

/** Of the objects that {@link parseJson} made: whole numbers that a double may not hold, by their keys. */
const integersIn = new WeakMap<object, Map<string, bigint>>();

/** A double holds whole numbers of 15 digits. */
const MAY_HAVE_LONG_INTEGERS = /\d{16}/;
/** 64 bits hold no whole number of more than 20 digits. Texts are found, too, so that nothing is found within them. */
const TEXTS_AND_LONG_INTEGERS = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+-])-?\d{16,20}(?![\d.eE])/g;

/**
 * As `JSON.parse`; {@link exactInteger} knows every digit of the whole numbers in what it returns.
 *
 * @throws SyntaxError when it is no JSON
 */
export function parseJson(text: string): unknown {
  const parsed: unknown = JSON.parse(text);
  if (!MAY_HAVE_LONG_INTEGERS.test(text)) return parsed;
  // Nobody can have sent a text that begins so.
  const mark = randomUUID();
  const marked = text.replaceAll(TEXTS_AND_LONG_INTEGERS, (found) =>
    found.startsWith('"') ? found : `"${mark}${found}"`,
  );
  return JSON.parse(marked, function (this: object, key: string, value: unknown): unknown {
    return typeof value === 'string' && value.startsWith(mark) ? keep(value.slice(mark.length), this, key) : value;
  });
}

/** @returns undefined where no whole number of 16 digits and more stands */
export function exactInteger(holder: object, key: string): bigint | undefined {
  return integersIn.get(holder)?.get(key);
}

/** @returns the double that `JSON.parse` reads */
function keep(digits: string, holder: object, key: string): number {
  const integers = integersIn.get(holder) ?? new Map<string, bigint>();
  integersIn.set(holder, integers.set(key, BigInt(digits)));
  return Number(digits);
}
