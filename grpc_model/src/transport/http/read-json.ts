import { ServingError } from '../../core/errors';
import { messageOf } from '../../core/errors';
import { parseJson } from '../../core/json/exact-integers';
import { refuseManyValues } from '../../core/json/cut-json';
import { QUOTE, endOfString, isClosing, isOpening } from '../../core/json/json-bytes';

/** Parsing more would hold up everybody else for longer than some milliseconds. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/**
 * A request's body as JSON. How deeply it is nested is looked at before it is parsed, byte by byte: a parser, or whoever
 * walks through the value, would run out of stack.
 *
 * @param maxDepth arrays and objects within each other, at most
 * @throws ServingError `invalid-argument` with what is wrong, and where
 */
export function readJson(body: Buffer, maxDepth: number): unknown {
  if (body.byteLength === 0) throw malformed('The body is empty; expected JSON.');
  if (body.byteLength > MAX_BODY_BYTES) {
    throw malformed(`The body has ${body.byteLength} bytes; expected at most ${MAX_BODY_BYTES} of JSON.`);
  }
  const tooDeepAt = findTooDeep(body, maxDepth);
  if (tooDeepAt !== undefined) {
    throw malformed(
      `The body is JSON that is nested more than ${maxDepth} deep, at byte ${tooDeepAt}; expected at most ${maxDepth} (MAX_JSON_DEPTH).`,
    );
  }
  refuseManyValues(body);
  try {
    return parseJson(body.toString('utf8'));
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
    else if (isOpening(byte)) {
      if (++depth > maxDepth) return at;
    } else if (isClosing(byte)) depth--;
  }
  return undefined;
}

function malformed(message: string): ServingError {
  return new ServingError('invalid-argument', message);
}
