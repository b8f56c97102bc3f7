import { ServingError } from '../../core/errors';
import { messageOf } from '../../core/errors';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = [0x5b, 0x7b];
const CLOSING = [0x5d, 0x7d];

/**
 * A request's body as JSON. How deeply it is nested is looked at before it is parsed, byte by byte: a parser, or whoever
 * walks through the value, would run out of stack.
 *
 * @param maxDepth arrays and objects within each other, at most
 * @throws ServingError `invalid-argument` with what is wrong, and where
 */
export function readJson(body: Buffer, maxDepth: number): unknown {
  if (body.byteLength === 0) throw malformed('The body is empty; expected JSON.');
  const tooDeepAt = findTooDeep(body, maxDepth);
  if (tooDeepAt !== undefined) {
    throw malformed(
      `The body is JSON that is nested more than ${maxDepth} deep, at byte ${tooDeepAt}; expected at most ${maxDepth} (MAX_JSON_DEPTH).`,
    );
  }
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch (thrown) {
    throw malformed(`The body of ${body.byteLength} bytes is not JSON: ${messageOf(thrown)}.`);
  }
}

/** @returns where the nesting exceeds the bound; undefined when it does nowhere */
function findTooDeep(body: Buffer, maxDepth: number): number | undefined {
  let depth = 0;
  for (let at = 0; at < body.byteLength; at++) {
    const byte = body[at]!;
    if (byte === QUOTE) at = endOfString(body, at);
    else if (OPENING.includes(byte)) {
      if (++depth > maxDepth) return at;
    } else if (CLOSING.includes(byte)) depth--;
  }
  return undefined;
}

/** @returns where the closing quote is; the body's end when there is none, which the parser tells better */
function endOfString(body: Buffer, opening: number): number {
  let quote = opening;
  do {
    quote = body.indexOf(QUOTE, quote + 1);
    if (quote === -1) return body.byteLength;
  } while (isEscaped(body, quote));
  return quote;
}

function isEscaped(body: Buffer, at: number): boolean {
  let before = at - 1;
  while (body[before] === BACKSLASH) before--;
  return (at - before) % 2 === 0;
}

function malformed(message: string): ServingError {
  return new ServingError('invalid-argument', message);
}
