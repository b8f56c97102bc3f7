import fc from 'fast-check';
import { DATATYPES } from '../../../src/contract';
import { decodeNpy, encodeNpy, isNpy, isNpyDatatype } from '../../../src/core/npy';
import { toFile } from '../../../src/core/tensor-file';
import { arbitraryTensor } from '../../support/arbitrary-tensor';

const HEADER = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";

function fileOf(header: string, data = Buffer.alloc(8), version = 1): Buffer {
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  length.writeUIntLE(header.length, 0, length.length);
  return Buffer.concat([Buffer.from('\x93NUMPY', 'latin1'), Buffer.of(version, 0), length, Buffer.from(header), data]);
}

function outcome(file: Uint8Array): unknown {
  const reading = decodeNpy(file);
  return 'problem' in reading ? reading.problem : [reading.part.datatype, reading.part.shape];
}

test('any tensor that NumPy knows comes out of its file as it went in', () => {
  fc.assert(
    fc.property(arbitraryTensor(DATATYPES.filter(isNpyDatatype)), (part) => {
      if (!isNpyDatatype(part.datatype)) return;
      const file = encodeNpy(part.datatype, part);
      expect(isNpy(file)).toBe(true);
      expect((file.byteLength - part.bytes.byteLength) % 64).toBe(0);
      const reading = decodeNpy(file);
      expect(reading).toMatchObject({ part: { datatype: part.datatype, shape: part.shape } });
      expect('part' in reading && Buffer.from(reading.part.bytes).equals(part.bytes)).toBe(true);
    }),
  );
});

test('whatever follows the magic is a tensor or a problem, never an exception', () => {
  const junk = fc.uint8Array({ maxLength: 80 }).map((rest) => Buffer.concat([fileOf('').subarray(0, 6), rest]));
  fc.assert(fc.property(junk, (file) => expect(outcome(file)).toBeDefined()));
});

test.each([1, 2, 3])('version %d is read', (version) => {
  expect(outcome(fileOf(`${HEADER}   \n`, Buffer.alloc(8), version))).toEqual(['FP32', [2]]);
});

test.each([
  ["{'shape': (1, 2), 'descr': '<f4', 'fortran_order': False}", ['FP32', [1, 2]]],
  ["{'descr': '|i1', 'fortran_order': False, 'shape': (8,)}", ['INT8', [8]]],
  [HEADER.replace('<', '>'), "is a .npy file of the type '>f4'; expected little-endian '<f4'"],
  [HEADER.replace('<f4', '|O'), /of the type '\|O'; expected one of \|b1/],
  [HEADER.replace('False', 'True'), /in Fortran order; save numpy\.ascontiguousarray/],
  [HEADER.replace('(2,)', '(3,)'), 'is a .npy file that has 8 bytes; expected 12 for FP32 [3]'],
  [HEADER.replace('(2,)', '(2)'), /unknown header/],
  [HEADER.replace('(2,)', '(-2,)'), /unknown header/],
  [HEADER.replace('(2,)', '(99999999999999999999,)'), /unknown header/],
  [HEADER.replace('}', "'x': 1}"), /unknown header/],
  [HEADER.replace('}', "'descr': '<f4'}"), /unknown header/],
  ["{'descr': '<f4' 'fortran_order': False, 'shape': (2,)}", /unknown header/],
  ["{'descr': '<f4', 'shape': (2,)}", /unknown header/],
  ['__import__("os")', /unknown header/],
])('the header %s', (header, expected) => {
  if (Array.isArray(expected)) expect(outcome(fileOf(header))).toEqual(expected);
  else expect(outcome(fileOf(header))).toMatch(expected);
});

test('a header that is cut off, too long, or of another version is refused', () => {
  expect(outcome(fileOf(HEADER).subarray(0, 20))).toBe('is a .npy file that ends within its header');
  expect(outcome(fileOf(' '.repeat(70_000), Buffer.alloc(8), 2))).toMatch(
    /header of 70000 bytes; expected at most 65536/,
  );
  expect(outcome(fileOf(HEADER, Buffer.alloc(8), 4))).toMatch(/of version 4; expected 1.0, 2.0 or 3.0/);
});

test('for callers of bytes, BF16 is widened and texts are a JSON list', () => {
  const widened = toFile({ kind: 'tensor', datatype: 'BF16', shape: [1], bytes: Uint8Array.of(0x80, 0x3f) });
  expect(decodeNpy(widened)).toMatchObject({ part: { datatype: 'FP32', shape: [1] } });
  expect(Buffer.from(widened.subarray(-4)).readFloatLE()).toBe(1);
  const texts = Buffer.concat([Buffer.of(1, 0, 0, 0), Buffer.from('a'), Buffer.alloc(4)]);
  expect(Buffer.from(toFile({ kind: 'tensor', datatype: 'BYTES', shape: [2], bytes: texts })).toString()).toBe(
    '["a",""]',
  );
});
