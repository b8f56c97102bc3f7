import { util } from 'protobufjs/minimal';
import type { Item } from '../../core/request';

/** One `OutputItem`: content by output name. */
export interface AnsweredItem {
  readonly output: Item;
  readonly success: boolean;
}

/** A `RunResponse`, with its outputs as the core has them. */
export interface RunAnswer {
  /** From 0 to 2^31 - 1. */
  readonly status_code: number;
  readonly status: string;
  readonly message: string;
  /** outputs[i] belongs to inputs[i]. */
  readonly outputs: readonly AnsweredItem[];
}

/** Field numbers with their wire types; each takes one byte. */
const TAG = {
  statusCode: 0x08,
  status: 0x12,
  message: 0x1a,
  outputs: 0x22,
  output: 0x0a,
  success: 0x10,
  key: 0x0a,
  value: 0x12,
} as const;

/** Texts that are shorter are kept encoded: names of outputs, and the contract's own sentences. */
const SHORT_TEXT_CHARS = 40;
const MAX_KEPT_TEXTS = 256;
const keptTexts = new Map<string, Uint8Array>();

/** `success`: a tag and a byte. */
const SUCCESS_BYTES = 2;

/**
 * Encodes a `RunResponse` by hand, into one buffer of exactly its size: contents are copied once. The bytes are those of
 * protobufjs, which writes fields that have their default value, too.
 */
export function encodeRunResponse({ status_code, status, message, outputs }: RunAnswer): Buffer {
  const itemBytes = outputs.map(byteLengthOfItem);
  let total = 1 + byteLengthOfVarint(status_code) + byteLengthOfText(status) + byteLengthOfText(message);
  for (const bytes of itemBytes) total += byteLengthOfField(bytes);

  const writer = new FieldWriter(Buffer.allocUnsafe(total));
  writer.varint(TAG.statusCode, status_code);
  writer.text(TAG.status, status);
  writer.text(TAG.message, message);
  outputs.forEach(({ output, success }, index) => {
    writer.varint(TAG.outputs, itemBytes[index]!);
    for (const [name, { bytes }] of output) {
      writer.varint(TAG.output, byteLengthOfEntry(name, bytes));
      writer.text(TAG.key, name);
      writer.bytes(TAG.value, bytes);
    }
    writer.varint(TAG.success, success ? 1 : 0);
  });
  return writer.target;
}

function byteLengthOfItem({ output }: AnsweredItem): number {
  let total = SUCCESS_BYTES;
  for (const [name, { bytes }] of output) total += byteLengthOfField(byteLengthOfEntry(name, bytes));
  return total;
}

function byteLengthOfEntry(name: string, content: Uint8Array): number {
  return byteLengthOfText(name) + byteLengthOfField(content.byteLength);
}

function byteLengthOfText(text: string): number {
  return byteLengthOfField(byteLengthOfUtf8(text));
}

function byteLengthOfUtf8(text: string): number {
  return text.length < SHORT_TEXT_CHARS ? encoded(text).byteLength : Buffer.byteLength(text);
}

/** A short text as protobufjs encodes it. The same few come with every answer. */
function encoded(text: string): Uint8Array {
  const kept = keptTexts.get(text);
  if (kept !== undefined) return kept;
  const bytes = new Uint8Array(util.utf8.length(text));
  util.utf8.write(text, bytes, 0);
  if (keptTexts.size >= MAX_KEPT_TEXTS) keptTexts.clear();
  keptTexts.set(text, bytes);
  return bytes;
}

/** With its tag and its length before it. */
function byteLengthOfField(contentBytes: number): number {
  return 1 + byteLengthOfVarint(contentBytes) + contentBytes;
}

function byteLengthOfVarint(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes++;
  return bytes;
}

/** Writes fields one after another into a buffer that is large enough. */
class FieldWriter {
  #at = 0;

  constructor(readonly target: Buffer) {}

  varint(tag: number, value: number): void {
    const { target } = this;
    target[this.#at++] = tag;
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) target[this.#at++] = (rest % 0x80) | 0x80;
    target[this.#at++] = rest;
  }

  text(tag: number, text: string): void {
    if (text.length < SHORT_TEXT_CHARS) return this.bytes(tag, encoded(text));
    this.varint(tag, Buffer.byteLength(text));
    this.#at += this.target.write(text, this.#at);
  }

  bytes(tag: number, content: Uint8Array): void {
    this.varint(tag, content.byteLength);
    this.target.set(content, this.#at);
    this.#at += content.byteLength;
  }
}
