// JSON as bytes. Every byte that means something is ASCII, and no byte of a longer UTF-8 sequence looks like one.

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPENING_BRACKET = 0x5b;
export const CLOSING_BRACKET = 0x5d;
export const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
const BACKSLASH = 0x5c;
/** A bracket and a brace differ in this bit alone. */
const BRACE_BIT = 0x20;
const SPACE = 0x20;

/** Whether the byte opens an array or an object. */
export function isOpening(byte: number): boolean {
  return (byte | BRACE_BIT) === OPENING_BRACE;
}

/** Whether the byte closes an array or an object. */
export function isClosing(byte: number): boolean {
  return (byte | BRACE_BIT) === CLOSING_BRACE;
}

/** Whether it is white space, or a control character, which JSON has nowhere. */
export function isBlank(byte: number): boolean {
  return byte <= SPACE;
}

/** @returns where the closing quote is; the end of the bytes when there is none, which a parser tells better */
export function endOfString(bytes: Buffer, opening: number): number {
  const quote = bytes.indexOf(QUOTE, opening + 1);
  if (quote === -1) return bytes.byteLength;
  return bytes[quote - 1] === BACKSLASH ? endByByte(bytes, opening + 1) : quote;
}

/** Of a string with escapes: a search for each quote that is escaped would cost more than going through the bytes. */
function endByByte(bytes: Buffer, from: number): number {
  const end = bytes.byteLength;
  for (let at = from; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at++;
  }
  return end;
}

/** How many values JSON holds, roughly: what stands between commas, and arrays and objects. */
export function countValues(bytes: Buffer): number {
  let count = 1;
  for (let at = 0; at < bytes.byteLength; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (byte === COMMA || isOpening(byte)) count++;
  }
  return count;
}
