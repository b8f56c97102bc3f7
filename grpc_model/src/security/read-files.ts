import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { messageOf } from '../core/errors';

/** More than thousands of tokens or a bundle of authorities take. */
const MAX_BYTES = 2 ** 20;

/** What a file holds, or why it cannot be read. */
export type Contents = Buffer | Error;

/** Reads small regular files. Never rejects. */
export function readFiles(paths: readonly string[]): Promise<Contents[]> {
  return Promise.all(paths.map((path) => readSmallFile(path).catch(toError)));
}

async function readSmallFile(path: string): Promise<Buffer> {
  // Without O_NONBLOCK a named pipe would be waited for until somebody writes to it.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) throw new Error('it is not a regular file');
    // The size that stat tells may be another one by now.
    const buffer = Buffer.allocUnsafe(MAX_BYTES + 1);
    let length = 0;
    for (let bytesRead = 1; bytesRead > 0 && length <= MAX_BYTES; length += bytesRead) {
      ({ bytesRead } = await file.read(buffer, length));
    }
    if (length > MAX_BYTES) throw new Error(`it has more than ${MAX_BYTES} bytes`);
    return Buffer.from(buffer.subarray(0, length));
  } finally {
    await file.close();
  }
}

function toError(thrown: unknown): Error {
  return new Error(messageOf(thrown), { cause: thrown });
}

/** Whether two readings of the same files came to the same. */
export function areSame(before: readonly Contents[], after: readonly Contents[]): boolean {
  return after.every((contents, index) => {
    const earlier = before[index];
    if (contents instanceof Error) return earlier instanceof Error && earlier.message === contents.message;
    return Buffer.isBuffer(earlier) && earlier.equals(contents);
  });
}
