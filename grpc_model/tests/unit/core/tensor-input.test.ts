import type { Datatype } from '../../../src/contract';
import { encodeNpy } from '../../../src/core/npy';
import { toTensor } from '../../../src/core/tensor';
import { MAX_JSON_BYTES } from '../../../src/core/json-tensor';
import { readTensorInput } from '../../../src/core/tensor-input';

function read(given: string | Uint8Array, datatype: Datatype, shape: readonly number[]): unknown {
  const bytes = typeof given === 'string' ? Buffer.from(given) : given;
  const reading = readTensorInput({ kind: 'bytes', bytes }, { datatype, shape });
  if ('problem' in reading) return reading.problem;
  const values = Array.from<unknown>(toTensor(reading.part).data);
  return [reading.part.shape, values.map((each) => (each instanceof Uint8Array ? Buffer.from(each).toString() : each))];
}

const raw = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);

test.each<[string, string | Uint8Array, Datatype, number[], unknown]>([
  [
    'raw elements',
    raw(1, 2),
    'FP32',
    [1, 2],
    [
      [1, 2],
      [1, 2],
    ],
  ],
  [
    'raw elements with open rows',
    raw(1, 2, 3, 4),
    'FP32',
    [-1, 2],
    [
      [2, 2],
      [1, 2, 3, 4],
    ],
  ],
  ['raw texts', Buffer.from('\x01\0\0\0a\0\0\0\0'), 'BYTES', [-1], [[2], ['a', '']]],
  [
    'a .npy file',
    encodeNpy('FP32', { shape: [1, 2], bytes: raw(1, 2) }),
    'FP32',
    [-1, 2],
    [
      [1, 2],
      [1, 2],
    ],
  ],
  [
    'nested JSON',
    '[[1, 2], [3, 4]]',
    'INT8',
    [-1, -1],
    [
      [2, 2],
      [1, 2, 3, 4],
    ],
  ],
  [
    'flat JSON',
    '[1, 2, 3, 4]',
    'FP64',
    [-1, 2],
    [
      [2, 2],
      [1, 2, 3, 4],
    ],
  ],
  ['JSON booleans', '[true, false, 1]', 'BOOL', [-1], [[3], [1, 0, 1]]],
  ['a scalar in JSON', '[3]', 'FP32', [], [[], [3]]],
  ['JSON texts', '["a", "ü"]', 'BYTES', [2], [[2], ['a', 'ü']]],
  ['long numbers as texts', '["9007199254740993", -1]', 'INT64', [-1], [[2], [9007199254740993n, -1n]]],
  ['what looks like JSON but has the exact size', '[1]', 'UINT8', [3], [[3], [91, 49, 93]]],
  ['what begins like JSON and is none', '[abc', 'UINT8', [-1], [[4], [91, 97, 98, 99]]],
])('%s', (_, given, datatype, shape, expected) => expect(read(given, datatype, shape)).toEqual(expected));

test.each<[string, string | Uint8Array, Datatype, number[], string | RegExp]>([
  [
    'another size',
    new Uint8Array(7),
    'FP32',
    [-1, 2],
    /^has 7 bytes, which are neither \.npy, a JSON list nor the raw/,
  ],
  ['no rows', '', 'FP32', [-1, 2], /^is a tensor FP32 \[0, 2\]; expected FP32 \[-1, 2\]/],
  ['no JSON rows', '[]', 'FP32', [-1, 2], /^is a tensor FP32 \[0, 2\]/],
  ['two open lengths', raw(1, 2), 'FP32', [-1, -1], /neither \.npy/],
  ['uneven lists', '[[1, 2], [3]]', 'FP32', [-1, 2], /nested unevenly/],
  ['a list in a list', '[1, [2]]', 'FP32', [-1], 'is a JSON list with [2] in it; expected elements of FP32'],
  ['a text', '[1, "a"]', 'FP32', [-1], 'is a JSON list with "a" in it; expected elements of FP32'],
  ['a fraction', '[1.5]', 'INT32', [1], 'is a JSON list with 1.5 in it; expected elements of INT32'],
  ['out of range', '[256]', 'UINT8', [1], 'is a JSON list with 256 in it; expected elements of UINT8'],
  ['too large for FP32', '[1e39]', 'FP32', [1], 'is a JSON list with 1e+39 in it; expected elements of FP32'],
  ['lost digits', '[9007199254740993]', 'INT64', [1], /9007199254740992 in it/],
  ['a list of two for a scalar', '[1, 2]', 'FP32', [], /flat with 2 elements; expected FP32 \[\]/],
  ['null', '[null]', 'FP64', [1], /null in it/],
  ['half precision', '[1, 2]', 'FP16', [2], 'is JSON, which cannot carry FP16; send .npy or raw bytes'],
  [
    'a .npy of another type',
    encodeNpy('FP32', { shape: [1], bytes: raw(1) }),
    'FP64',
    [-1],
    /FP32 \[1\]; expected FP64/,
  ],
  ['a bit that is 2', Uint8Array.of(2), 'BOOL', [1], 'has the byte 2 in BOOL [1]; expected 0 or 1'],
  ['long JSON', `[${' '.repeat(MAX_JSON_BYTES)}1]`, 'FP64', [1], /JSON may have at most 1048576: send \.npy or raw/],
])('%s is refused', (_, given, datatype, shape, problem) => expect(read(given, datatype, shape)).toMatch(problem));
