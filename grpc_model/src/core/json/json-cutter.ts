import { ServingError } from '../errors';
import {
  COLON,
  COMMA,
  OPENING_BRACE,
  OPENING_BRACKET,
  QUOTE,
  endOfString,
  isBlank,
  isClosing,
  isOpening,
} from './json-bytes';
import { MAX_TEXT_BYTES } from './text-store';

/** Some tens of microseconds. */
const STEP_BYTES = 32 * 1024;
/** No name on a path is longer, however it is escaped. */
const MAX_KEY_BYTES = 256;
/** What is longer is taken for two words, which no parser accepts. */
const MAX_WORD_BYTES = 4096;

export interface Cut {
  /** The envelope, piece by piece. */
  readonly pieces: readonly Uint8Array[];
  readonly values: readonly Buffer[];
}

/**
 * Cuts the values at a path out of JSON: one pass over the bytes, in steps. It is not a parser: what it takes for JSON and is
 * not, whoever parses the envelope and the values refuses.
 */
export class JsonCutter {
  readonly #pieces: Uint8Array[] = [];
  readonly #values: Buffer[] = [];
  #at = 0;
  /** How many arrays and objects are open, and how many of these, from the outermost on, are on the path. */
  #depth = 0;
  #depthOnPath = 0;
  /** Whether the next value of the innermost one on the path is on it, too. */
  #isWanted = true;
  #expectsKey = false;
  /** Where the value begins that is being cut out. */
  #cutFrom: number | undefined;
  /** Where what belongs to the envelope begins. */
  #keptFrom = 0;
  #envelopeBytes = 0;

  constructor(
    private readonly bytes: Buffer,
    private readonly path: readonly string[],
    private readonly maxDepth: number,
    private readonly maxEnvelopeBytes: number,
  ) {}

  /**
   * Takes the next step.
   *
   * @returns whether there is another one
   * @throws ServingError `invalid-argument` when it is nested too deeply, has too long a text, or too much is not in the values
   */
  advance(): boolean {
    const end = Math.min(this.#at + STEP_BYTES, this.bytes.byteLength);
    while (this.#at < end) {
      if (this.#depth > this.#depthOnPath) this.#passNested(end);
      else this.#passOnPath();
    }
    return this.#at < this.bytes.byteLength;
  }

  finish(): Cut {
    this.#keep(this.bytes.byteLength);
    return { pieces: this.#pieces, values: this.#values };
  }

  /** Over what is not on the path, or is cut out: only its end matters. */
  #passNested(end: number): void {
    const { bytes } = this;
    let at = this.#at;
    while (at < end) {
      const byte = bytes[at++]!;
      // Digits and what is between them, which is nearly everything.
      if (byte > QUOTE && byte < OPENING_BRACKET) continue;
      if (byte === QUOTE) at = this.#endOfText(at - 1) + 1;
      else if (isOpening(byte)) this.#open(at - 1);
      else if (isClosing(byte) && --this.#depth === this.#depthOnPath) {
        this.#endValue(at);
        break;
      }
    }
    this.#at = Math.min(at, bytes.byteLength);
  }

  #passOnPath(): void {
    const byte = this.bytes[this.#at]!;
    if (byte === QUOTE) this.#passString();
    else if (isOpening(byte)) this.#enter(byte);
    else if (isClosing(byte)) this.#leave();
    else if (byte === COMMA) this.#passComma();
    else if (isBlank(byte) || byte === COLON) this.#at++;
    else this.#passWord();
  }

  #passString(): void {
    const from = this.#at;
    this.#at = Math.min(this.#endOfText(from) + 1, this.bytes.byteLength);
    if (this.#expectsKey) {
      this.#expectsKey = false;
      this.#isWanted = textOf(this.bytes.subarray(from, this.#at)) === this.path[this.#depthOnPath - 1];
    } else this.#passSimple(from);
  }

  /** @returns where its closing quote is; the end of all when it has none */
  #endOfText(opening: number): number {
    const { bytes } = this;
    const limit = Math.min(opening + MAX_TEXT_BYTES, bytes.byteLength);
    const end = endOfString(bytes.subarray(0, limit), opening);
    if (end < limit || limit === bytes.byteLength) return end;
    throw new ServingError(
      'invalid-argument',
      `The body has a text of more than ${MAX_TEXT_BYTES} bytes in its JSON, at byte ${opening}; send it as binary data.`,
    );
  }

  /** A number, `true`, `false`, `null`, or what is none of them. */
  #passWord(): void {
    const from = this.#at;
    const end = Math.min(from + MAX_WORD_BYTES, this.bytes.byteLength);
    let at = from + 1;
    for (; at < end; at++) {
      const byte = this.bytes[at]!;
      if (byte === COMMA || byte === COLON || byte === QUOTE) break;
      if (isBlank(byte) || isOpening(byte) || isClosing(byte)) break;
    }
    this.#at = at;
    this.#passSimple(from);
  }

  #passSimple(from: number): void {
    if (this.#isTarget()) {
      this.#cutFrom = from;
      this.#endValue(this.#at);
    }
    this.#isWanted = false;
  }

  #enter(byte: number): void {
    const expected = this.path[this.#depthOnPath] === '*' ? OPENING_BRACKET : OPENING_BRACE;
    this.#open(this.#at);
    if (this.#isTarget()) this.#cutFrom = this.#at;
    else if (this.#isWanted && byte === expected) {
      this.#depthOnPath++;
      this.#expectsKey = expected === OPENING_BRACE;
      this.#isWanted = !this.#expectsKey;
      this.#at++;
      return;
    }
    this.#isWanted = false;
    this.#at++;
  }

  #leave(): void {
    this.#depth = Math.max(this.#depth - 1, 0);
    this.#depthOnPath = this.#depth;
    this.#isWanted = false;
    this.#expectsKey = false;
    this.#at++;
  }

  #passComma(): void {
    const isInArray = this.path[this.#depthOnPath - 1] === '*';
    this.#isWanted = isInArray;
    this.#expectsKey = !isInArray && this.#depthOnPath > 0;
    this.#at++;
  }

  #isTarget(): boolean {
    return this.#isWanted && this.#depthOnPath === this.path.length;
  }

  #open(at: number): void {
    if (++this.#depth <= this.maxDepth) return;
    throw new ServingError(
      'invalid-argument',
      `JSON nesting depth exceeds maximum allowed limit (${this.maxDepth}), at byte ${at} of the body (MAX_JSON_DEPTH).`,
    );
  }

  #endValue(end: number): void {
    if (this.#cutFrom === undefined) return;
    this.#keep(this.#cutFrom);
    // The blanks keep it from becoming one number with what must not stand beside it.
    this.#pieces.push(Buffer.from(` ${this.#values.length} `));
    this.#values.push(this.bytes.subarray(this.#cutFrom, end));
    this.#keptFrom = end;
    this.#cutFrom = undefined;
  }

  #keep(end: number): void {
    const piece = this.bytes.subarray(this.#keptFrom, end);
    this.#envelopeBytes += piece.byteLength;
    if (this.#envelopeBytes > this.maxEnvelopeBytes) {
      const target = this.path.join('.');
      throw new ServingError(
        'invalid-argument',
        `The body has more than ${this.maxEnvelopeBytes} bytes of JSON beside ${target}; expected at most that much.`,
      );
    }
    this.#pieces.push(piece);
  }
}

/** What a string says; its escapes must not hide a key. */
function textOf(literal: Buffer): string | undefined {
  if (literal.byteLength > MAX_KEY_BYTES) return undefined;
  try {
    const value: unknown = JSON.parse(literal.toString());
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
