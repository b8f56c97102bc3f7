import { createHash } from 'node:crypto';
import type { CallParameters } from '../core/call-parameters';

/** A longer key is digested, because it stands in the key of every piece of its call. */
const MAX_KEY_LENGTH = 128;

/** Equal for calls whose parameters are equal, in whatever order they came, and for no others. Empty when there are none. */
export function parametersKeyOf(parameters: CallParameters): string {
  let key = '';
  for (const name of Object.keys(parameters).sort()) {
    const value = parameters[name]!;
    const text = Object.is(value, -0) ? '-0' : String(value);
    // A name or a value may hold any character, so its length stands before it; its type, because 1 is neither 1n nor '1'.
    key += `${name.length}:${name}${typeof value},${text.length}:${text};`;
  }
  // A digest has no colon, which every other key has.
  return key.length <= MAX_KEY_LENGTH ? key : createHash('sha256').update(key).digest('base64');
}
