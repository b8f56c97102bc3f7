import { isUtf8 } from 'node:buffer';
import { messageOf, ServingError } from '../errors';
import { parseJson } from './exact-integers';
import { countValues } from './json-bytes';
import { JsonCutter } from './json-cutter';
import { TimeSlices } from './time-slices';

/** Parsing more at once would hold up everybody else for longer than some milliseconds. */
export const MAX_ENVELOPE_BYTES = 1024 * 1024;
/** Each costs whoever parses and checks it a microsecond or two. */
export const MAX_PARSED_VALUES = 20_000;

/** Where values stand that are cut out: names of keys, and `*` for every element of an array. */
export type JsonPath = readonly string[];

export interface CutJson {
  /** What is around the values, with the index of each value in its place. */
  readonly envelope: unknown;
  /** Each value's own bytes, which nobody has parsed. They share the memory of the whole. */
  readonly values: readonly Buffer[];
}

/**
 * JSON whose bulk stands in a few values, without parsing these: a parser would lose digits of large integers and hold up
 * everybody else.
 *
 * @param maxDepth arrays and objects within each other, at most
 * @throws ServingError `invalid-argument` with what is wrong, and where
 */
export async function cutJson(
  bytes: Buffer,
  path: JsonPath,
  maxDepth: number,
  slices = new TimeSlices(),
): Promise<CutJson> {
  if (bytes.byteLength === 0) throw malformed('The body is empty; expected JSON.');
  const cutter = new JsonCutter(bytes, path, maxDepth, MAX_ENVELOPE_BYTES);
  while (cutter.advance()) if (slices.isOver) await slices.next();
  const { pieces, values } = cutter.finish();
  const text = Buffer.concat(pieces);
  if (!isUtf8(text)) throw malformed('The body is not UTF-8; expected JSON in UTF-8.');
  refuseManyValues(text, ` beside ${path.join('.')}`);
  try {
    return { envelope: parseJson(text.toString()), values };
  } catch (thrown) {
    throw malformed(`The body of ${bytes.byteLength} bytes is not JSON: ${messageOf(thrown)}.`);
  }
}

/**
 * @param where of the body they are, for the message
 * @throws ServingError `invalid-argument` when parsing and checking them would hold up everybody else
 */
export function refuseManyValues(json: Buffer, where = ''): void {
  // Each but the first has a byte before it.
  if (json.byteLength <= MAX_PARSED_VALUES || countValues(json) <= MAX_PARSED_VALUES) return;
  throw malformed(`The body has more than ${MAX_PARSED_VALUES} values of JSON${where}; expected at most that many.`);
}

function malformed(message: string): ServingError {
  return new ServingError('invalid-argument', message);
}
