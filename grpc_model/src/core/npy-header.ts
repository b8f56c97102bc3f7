/** What the header of a NumPy file tells. */
export interface NpyHeader {
  /** The type of the elements, for example `<f4`. */
  readonly descriptor: string;
  readonly isFortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the elements begin in the file. */
  readonly dataAt: number;
}

const VERSION_AT = 6;
const LENGTH_AT = 8;
const MAX_HEADER_BYTES = 64 * 1024;

/** One entry of the Python dictionary and what follows it. Nothing else may stand there. */
const ENTRY =
  /\s*(?:'(descr)'\s*:\s*'([^'\\]*)'|'(fortran_order)'\s*:\s*(True|False)|'(shape)'\s*:\s*\(([\d\s,]*)\))\s*(,\s*)?/y;

/** @returns the header, or why it cannot be read, as the end of a sentence */
export function readNpyHeader(file: Uint8Array): NpyHeader | { readonly problem: string } {
  const buffer = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const version = buffer[VERSION_AT];
  if (version === undefined || version < 1 || version > 3)
    return { problem: `is a .npy file of version ${version ?? 'unknown'}; expected 1.0, 2.0 or 3.0` };
  const lengthBytes = version === 1 ? 2 : 4;
  const textAt = LENGTH_AT + lengthBytes;
  if (buffer.byteLength < textAt) return { problem: 'is a .npy file that ends within its header' };
  const length = buffer.readUIntLE(LENGTH_AT, lengthBytes);
  if (length > MAX_HEADER_BYTES)
    return { problem: `is a .npy file with a header of ${length} bytes; expected at most ${MAX_HEADER_BYTES}` };
  const dataAt = textAt + length;
  if (buffer.byteLength < dataAt) return { problem: 'is a .npy file that ends within its header' };
  const fields = readDictionary(buffer.toString('utf8', textAt, dataAt));
  if (fields === undefined)
    return { problem: "is a .npy file with an unknown header; expected exactly 'descr', 'fortran_order' and 'shape'" };
  return { ...fields, dataAt };
}

function readDictionary(text: string): Omit<NpyHeader, 'dataAt'> | undefined {
  const inner = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1];
  const entries = inner === undefined ? undefined : readEntries(inner);
  const descriptor = entries?.get('descr');
  const order = entries?.get('fortran_order');
  const lengths = entries?.get('shape');
  if (descriptor === undefined || order === undefined || lengths === undefined) return undefined;
  const shape = readShape(lengths);
  return shape && { descriptor, isFortranOrder: order === 'True', shape };
}

/** @returns undefined when an entry is unknown, given twice, or not separated from the next */
function readEntries(text: string): ReadonlyMap<string, string> | undefined {
  const entries = new Map<string, string>();
  const entry = new RegExp(ENTRY);
  for (let at = 0, isSeparated = true; at < text.length; at = entry.lastIndex) {
    entry.lastIndex = at;
    const match = entry.exec(text);
    if (match === null || !isSeparated) return undefined;
    const name = match[1] ?? match[3] ?? match[5] ?? '';
    if (entries.has(name)) return undefined;
    entries.set(name, match[2] ?? match[4] ?? match[6] ?? '');
    isSeparated = match[7] !== undefined;
  }
  return entries;
}

/** A Python tuple without its parentheses: `` or `3,` or `2, 3`. */
function readShape(text: string): number[] | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return [];
  const lengths = trimmed.split(',').map((length) => length.trim());
  if (lengths.length === 1) return undefined;
  if (lengths.at(-1) === '') lengths.pop();
  return lengths.every((length) => /^\d{1,16}$/.test(length)) ? lengths.map(Number) : undefined;
}
