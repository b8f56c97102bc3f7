import type { Datatype } from '../contract';
import type { TensorPart } from './request';
import { findTensorProblem, type TensorReading } from './tensor';
import { readNpyHeader, type NpyHeader } from './npy-header';

/** The array types of NumPy; its files know neither BF16 nor text of any length. */
const DESCRIPTORS = {
  BOOL: '|b1',
  UINT8: '|u1',
  UINT16: '<u2',
  UINT32: '<u4',
  UINT64: '<u8',
  INT8: '|i1',
  INT16: '<i2',
  INT32: '<i4',
  INT64: '<i8',
  FP16: '<f2',
  FP32: '<f4',
  FP64: '<f8',
} as const satisfies Partial<Record<Datatype, string>>;

export type NpyDatatype = keyof typeof DESCRIPTORS;

const DATATYPE_OF: ReadonlyMap<string, NpyDatatype> = new Map(
  Object.entries(DESCRIPTORS).map(([datatype, descriptor]) => [descriptor.slice(1), datatype as NpyDatatype]),
);

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
/** Magic, two bytes of version, and two bytes that tell the header's length. */
const PREFIX_BYTES = 10;
const ALIGNMENT_BYTES = 64;

/** Whether content is a NumPy file, as far as its beginning tells. */
export function isNpy(content: Uint8Array): boolean {
  return content[0] === MAGIC[0] && MAGIC.equals(content.subarray(0, MAGIC.byteLength));
}

/** Whether a NumPy file can hold elements of the datatype. */
export function isNpyDatatype(datatype: Datatype): datatype is NpyDatatype {
  return datatype in DESCRIPTORS;
}

/** The tensor in a NumPy file of version 1.0 to 3.0: little-endian, in C order. It shares the memory of the file. */
export function decodeNpy(file: Uint8Array): TensorReading {
  const header = readNpyHeader(file);
  if ('problem' in header) return header;
  const datatype = datatypeOf(header);
  if (typeof datatype !== 'string') return datatype;
  if (header.isFortranOrder)
    return { problem: 'is a .npy file in Fortran order; save numpy.ascontiguousarray(…) instead' };
  const part = { kind: 'tensor', datatype, shape: header.shape, bytes: file.subarray(header.dataAt) } as const;
  const problem = findTensorProblem(part);
  return problem === undefined ? { part } : { problem: `is a .npy file that ${problem}` };
}

function datatypeOf({ descriptor }: NpyHeader): NpyDatatype | { readonly problem: string } {
  const datatype = DATATYPE_OF.get(descriptor.slice(1));
  const isOneByte = descriptor.endsWith('1');
  if (datatype === undefined || !/^[<>|=]/.test(descriptor)) {
    const known = Object.values(DESCRIPTORS).join(', ');
    return { problem: `is a .npy file of the type '${descriptor.slice(0, 40)}'; expected one of ${known}` };
  }
  if (descriptor.startsWith('<') || isOneByte) return datatype;
  return { problem: `is a .npy file of the type '${descriptor}'; expected little-endian '<${descriptor.slice(1)}'` };
}

/** A NumPy file of version 1.0. Its data begin at a multiple of 64 bytes, as the format recommends. */
export function encodeNpy(datatype: NpyDatatype, { shape, bytes }: Pick<TensorPart, 'shape' | 'bytes'>): Uint8Array {
  const header = headerOf(datatype, shape);
  const file = Buffer.allocUnsafe(header.byteLength + bytes.byteLength);
  file.set(header);
  file.set(bytes, header.byteLength);
  return file;
}

/** Answers of one model are alike, so that the header is usually the last one again. */
let last:
  { readonly datatype: NpyDatatype; readonly shape: readonly number[]; readonly header: Uint8Array } | undefined;

function headerOf(datatype: NpyDatatype, shape: readonly number[]): Uint8Array {
  if (last?.datatype === datatype && isSame(last.shape, shape)) return last.header;
  const header = encodeHeader(datatype, shape);
  last = { datatype, shape: [...shape], header };
  return header;
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((length, index) => length === other[index]);
}

function encodeHeader(datatype: NpyDatatype, shape: readonly number[]): Uint8Array {
  const lengths = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '${DESCRIPTORS[datatype]}', 'fortran_order': False, 'shape': (${lengths}), }`;
  const headerEnd = Math.ceil((PREFIX_BYTES + dictionary.length + 1) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
  const header = Buffer.allocUnsafe(headerEnd);
  MAGIC.copy(header);
  header.writeUInt16LE(1, MAGIC.byteLength);
  header.writeUInt16LE(headerEnd - PREFIX_BYTES, MAGIC.byteLength + 2);
  header.write(`${dictionary.padEnd(headerEnd - PREFIX_BYTES - 1)}\n`, PREFIX_BYTES, 'latin1');
  return header;
}
