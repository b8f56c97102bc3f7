import type { LogFields } from '../contract';

/** The most bytes that a message, and one field's value, take in a line, as JSON. */
export const MAX_TEXT_BYTES = 8 * 1024;

/** The most bytes that all fields take together, as JSON: with the message, level and time a line stays below 32 KiB. */
export const MAX_FIELDS_BYTES = 22 * 1024;

/** The most bytes of a field's name. */
const MAX_KEY_BYTES = 512;

/** What says that something was cut, or left out, needs no more. */
const ROOM_FOR_MARK_BYTES = 64;

/** How deeply objects in a field are followed. */
const MAX_DEPTH = 6;

/** Flat fields that are shorter than this, in characters, fit however they are escaped: six bytes each. */
const SURELY_FITS_CHARS = Math.floor(MAX_FIELDS_BYTES / 6);

/** A single character that is escaped takes no more bytes than this; of a pair, each half. */
const MAX_BYTES_PER_CHAR = 6;

/** Names that the server gives to fields of its own; an author's field of such a name gets an underscore before it. */
const SERVER_KEYS = new Set(['requestId', 'requestIds', 'worker', 'model', 'modelVersion']);

/** Fields as an author gave them, none of which can be mistaken for what the server says of the call. */
export function authorFields(fields: LogFields): LogFields {
  for (const key of SERVER_KEYS) if (key in fields) return renamed(fields);
  return fields;
}

function renamed(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [SERVER_KEYS.has(key) ? `_${key}` : key, value]),
  );
}

/** A text that is cut where it is too long for a line, with a mark that says how much is missing. */
export function boundedText(given: unknown, maxBytes = MAX_TEXT_BYTES): string {
  // JavaScript's authors may log anything as a message.
  const text = String(given);
  if (text.length * MAX_BYTES_PER_CHAR <= maxBytes) return text;
  if (text.length <= maxBytes && bytesOfText(text) <= maxBytes) return text;
  let kept = Math.min(text.length, maxBytes);
  while (kept > 0 && bytesOfText(text.slice(0, kept)) > maxBytes) kept = Math.floor(kept * 0.75);
  return `${text.slice(0, kept)}… (${text.length - kept} more characters)`;
}

/**
 * Fields that fit into a line and that JSON can carry, whatever an author put in: long texts are cut, what refers to itself
 * or lies too deep is named instead of followed, bytes are told by their number. Fields for which there is no room are left
 * out, and counted in `_leftOut`.
 */
export function boundedFields(fields: LogFields): LogFields {
  return surelyFit(fields) ? fields : new FieldsCopy().copy(fields);
}

function surelyFit(fields: LogFields): boolean {
  let chars = 0;
  for (const key in fields) {
    const value = fields[key];
    chars += key.length + 8;
    if (typeof value === 'string') chars += value.length;
    else if (typeof value === 'number') chars += 4;
    else if (typeof value !== 'boolean' && value !== undefined) return false;
    if (chars > SURELY_FITS_CHARS) return false;
  }
  return true;
}

/** How many bytes a text takes as JSON when everything but plain text is escaped; never less than it really does. */
function bytesOfText(text: string): number {
  let bytes = 2;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22 || code === 0x5c) bytes += 2;
    else bytes += code >= 0x20 && code < 0x7f ? 1 : MAX_BYTES_PER_CHAR;
  }
  return bytes;
}

class FieldsCopy {
  #left = MAX_FIELDS_BYTES;
  readonly #above: unknown[] = [];

  copy(fields: object): LogFields {
    const entries: [string, unknown][] = [];
    const keys = Object.keys(fields);
    for (const [index, key] of keys.entries()) {
      const name = boundedText(key, MAX_KEY_BYTES);
      const bytes = bytesOfText(name) + 2;
      if (this.#left < bytes + ROOM_FOR_MARK_BYTES) {
        entries.push(['_leftOut', keys.length - index]);
        break;
      }
      this.#left -= bytes;
      entries.push([name, this.#value(() => (fields as LogFields)[key])]);
    }
    return Object.fromEntries(entries);
  }

  /** @param read gives the value, and may throw: an author's object can have properties that do */
  #value(read: () => unknown): unknown {
    try {
      return this.#bounded(read());
    } catch {
      return this.#text('[cannot be read]');
    }
  }

  #bounded(value: unknown): unknown {
    if (typeof value === 'string') return this.#text(value);
    if (typeof value === 'bigint') return this.#text(String(value));
    if (typeof value === 'object' && value !== null) return this.#object(value);
    this.#left -= 24;
    if (typeof value === 'number') return Number.isFinite(value) ? value : null;
    return typeof value === 'boolean' || value === null ? value : undefined;
  }

  #text(text: string): string {
    // The mark of a cut needs room, too.
    const bounded = boundedText(text, Math.max(0, Math.min(MAX_TEXT_BYTES, this.#left) - ROOM_FOR_MARK_BYTES));
    this.#left -= bytesOfText(bounded);
    return bounded;
  }

  #object(value: object): unknown {
    if (value instanceof Error) return this.#text(value.stack ?? value.message);
    if (ArrayBuffer.isView(value)) return this.#text(`[${value.byteLength} bytes]`);
    if (this.#above.includes(value)) return this.#text('[refers to itself]');
    if (this.#above.length >= MAX_DEPTH) return this.#text('[too deep]');
    this.#above.push(value);
    try {
      if ('toJSON' in value && typeof value.toJSON === 'function')
        return this.#bounded(Reflect.apply(value.toJSON, value, []) as unknown);
      this.#left -= 2;
      return Array.isArray(value) ? this.#list(value) : this.copy(value);
    } finally {
      this.#above.pop();
    }
  }

  #list(values: readonly unknown[]): unknown[] {
    const copy: unknown[] = [];
    for (let index = 0; index < values.length; index++) {
      if (this.#left < ROOM_FOR_MARK_BYTES) return [...copy, `… (${values.length - index} more)`];
      this.#left--;
      copy.push(this.#value(() => values[index]) ?? null);
    }
    return copy;
  }
}
