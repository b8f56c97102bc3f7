import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FileFacts } from '../../core/model-spec';
import { CONFIG_FILE } from '../serving-config';
import { isInside } from './folder-facts';
import { CHECKSUM_FILE } from './verify-checksums';

/**
 * How an ONNX file names a file of external data, wherever in its graphs the tensor stands: an entry of
 * `TensorProto.external_data` with the key `location`, and the tag of its value.
 */
const LOCATION = Buffer.from('\n\x08location\x12', 'latin1');

/** Longer than any path; its length is a varint of two bytes at most. */
const MAX_PATH_BYTES = 2 ** 12;
const MAX_ENTRY_BYTES = LOCATION.length + 2 + MAX_PATH_BYTES;

/** The files of which a version's weights are made, as they are now: the model's first, then its external data. */
export async function weightFacts(modelPath: string): Promise<FileFacts[]> {
  const folder = dirname(modelPath);
  const { size, mtimeMs } = await stat(modelPath);
  const facts = [{ path: modelPath, bytes: size, mtimeMs }];
  if (!(await hasOtherFiles(folder, basename(modelPath)))) return facts;
  for (const name of await externalFilesOf(modelPath)) {
    const path = join(folder, name);
    // The runtime refuses what leads out of the folder, or is not there.
    const file = isInside(path, folder) ? await stat(path).catch(() => undefined) : undefined;
    if (file !== undefined) facts.push({ path, bytes: file.size, mtimeMs: file.mtimeMs });
  }
  return facts;
}

/** Nearly every model is alone in its folder, and need not be read for what it names. */
async function hasOtherFiles(folder: string, model: string): Promise<boolean> {
  const names = await readdir(folder);
  return names.some((name) => ![model, CONFIG_FILE, CHECKSUM_FILE].includes(name));
}

/** The paths of external data that an ONNX file names, from its folder. */
export async function externalFilesOf(modelPath: string): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  let rest = Buffer.alloc(0);
  for await (const piece of createReadStream(modelPath, { highWaterMark: 2 ** 18 })) {
    const bytes = Buffer.concat([rest, piece as Buffer]);
    for (let at = bytes.indexOf(LOCATION); at !== -1; at = bytes.indexOf(LOCATION, at + 1)) {
      const name = nameAt(bytes, at + LOCATION.length);
      if (name !== undefined) names.add(name);
    }
    // An entry may stand across two pieces.
    rest = bytes.subarray(-MAX_ENTRY_BYTES);
  }
  return names;
}

/** A text after its length; undefined when it goes on beyond the end. */
function nameAt(bytes: Buffer, at: number): string | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  const length = first < 0x80 ? first : (first & 0x7f) + (bytes[at + 1] ?? 0) * 0x80;
  const start = at + (first < 0x80 ? 1 : 2);
  if (length > MAX_PATH_BYTES || start + length > bytes.length) return undefined;
  return bytes.toString('utf8', start, start + length);
}
