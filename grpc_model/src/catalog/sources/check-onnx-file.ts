import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';

/** A tag and a length, each a varint of at most ten bytes. */
const HEADER_BYTES = 20;
const MAX_FIELDS = 100_000;
const VARINT = 0;
const DELIMITED = 2;

/**
 * Walks over the outermost fields of a protobuf file, so that one that was cut off is told from one that the runtime
 * does not like. Reads a few bytes, however large the file is.
 *
 * @throws Error that says where the file breaks off, or why it cannot be read
 */
export async function checkOnnxFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    let at = 0;
    for (let fields = 0; at < size && fields < MAX_FIELDS; fields++)
      at = await endOfField(file, basename(path), at, size);
  } finally {
    await file.close();
  }
}

async function endOfField(file: FileHandle, name: string, start: number, size: number): Promise<number> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, start);
  const header = buffer.subarray(0, bytesRead);
  const tag = readVarint(header, 0);
  const body = tag && readVarint(header, tag.end);
  if (body === undefined) throw new Error(`${name} breaks off at byte ${start} of ${size}, or is no ONNX file.`);
  const wireType = tag!.value % 8;
  if (wireType !== VARINT && wireType !== DELIMITED)
    throw new Error(`${name} is no ONNX file: there is nothing of that format at byte ${start}.`);
  const end = start + body.end + (wireType === DELIMITED ? body.value : 0);
  if (end > size) throw new Error(`${name} is cut off: it has ${size} bytes, and its content goes on to byte ${end}.`);
  return end;
}

function readVarint(bytes: Uint8Array, start: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let index = start; index < bytes.length && index < start + 10; index++) {
    const byte = bytes[index]!;
    value += (byte & 0x7f) * 2 ** (7 * (index - start));
    if (byte < 0x80) return { value, end: index + 1 };
  }
  return undefined;
}
