/** Header fields in their plainest form: literal, not indexed, not compressed (RFC 7541, section 6.2.2). */
export function encodeHeaderBlock(fields: Readonly<Record<string, string>>): Buffer {
  const parts = Object.entries(fields).flatMap(([name, value]) => [
    Buffer.from([0]),
    encodeString(name),
    encodeString(value),
  ]);
  return Buffer.concat(parts);
}

function encodeString(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.length >= 127)
    throw new RangeError(`A header of ${bytes.length} bytes is too long for the load generator.`);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

const STATUS_NAME = Buffer.from('grpc-status');
/** The same in HPACK's Huffman code. */
const STATUS_NAME_CODED = Buffer.from('9acac8b21234da8f', 'hex');

/**
 * The `grpc-status` of a header block of a peer that was denied a dynamic table, so that each block can be read alone.
 *
 * @returns undefined when the block has none
 * @throws Error for a status in Huffman code, which no encoder chooses: it would be no shorter
 */
export function findGrpcStatus(block: Buffer): number | undefined {
  const cursor = { block, at: 0 };
  while (cursor.at < block.length) {
    const first = block[cursor.at]!;
    if (first >= 0x80) {
      readInteger(cursor, 7);
    } else if (first >= 0x20 && first < 0x40) {
      readInteger(cursor, 5);
    } else {
      const index = readInteger(cursor, first >= 0x40 ? 6 : 4);
      const isStatus = index === 0 && isStatusName(readString(cursor));
      const value = readString(cursor);
      if (!isStatus) continue;
      if (value.isCoded) throw new Error('The grpc-status is in Huffman code, which the load generator cannot read.');
      return Number(value.bytes.toString('latin1'));
    }
  }
  return undefined;
}

interface Cursor {
  readonly block: Buffer;
  at: number;
}

interface CodedString {
  readonly isCoded: boolean;
  readonly bytes: Buffer;
}

function isStatusName({ isCoded, bytes }: CodedString): boolean {
  return bytes.equals(isCoded ? STATUS_NAME_CODED : STATUS_NAME);
}

/** RFC 7541, section 5.1. */
function readInteger(cursor: Cursor, bits: number): number {
  const mask = (1 << bits) - 1;
  let value = cursor.block[cursor.at++]! & mask;
  if (value < mask) return value;
  for (let shift = 0; ; shift += 7) {
    const next = cursor.block[cursor.at++] ?? 0;
    value += (next & 0x7f) << shift;
    if (next < 0x80) return value;
  }
}

/** RFC 7541, section 5.2. */
function readString(cursor: Cursor): CodedString {
  const isCoded = cursor.block[cursor.at]! >= 0x80;
  const length = readInteger(cursor, 7);
  const bytes = cursor.block.subarray(cursor.at, cursor.at + length);
  cursor.at += length;
  return { isCoded, bytes };
}
