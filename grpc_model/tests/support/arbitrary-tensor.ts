import fc from 'fast-check';
import { DATATYPES, type Datatype } from '../../src/contract';
import type { TensorPart } from '../../src/core/request';
import { ELEMENT_BYTES, elementCount } from '../../src/core/tensor-shape';
import { tensorBytes } from '../../src/contract';

const shape = fc.array(fc.nat(4), { maxLength: 4 });

/** Any whole tensor, some of them in memory that is not aligned. */
export function arbitraryTensor(datatypes: readonly Datatype[] = DATATYPES): fc.Arbitrary<TensorPart> {
  return fc.tuple(fc.constantFrom(...datatypes), shape, fc.nat(7)).chain(([datatype, lengths, offset]) =>
    bytesOf(datatype, elementCount(lengths)!).map((bytes): TensorPart => {
      const moved = new Uint8Array(bytes.byteLength + offset).subarray(offset);
      moved.set(bytes);
      return { kind: 'tensor', datatype, shape: lengths, bytes: moved };
    }),
  );
}

function bytesOf(datatype: Datatype, count: number): fc.Arbitrary<Uint8Array> {
  if (datatype === 'BYTES')
    return fc
      .array(fc.uint8Array({ maxLength: 9 }), { minLength: count, maxLength: count })
      .map((data) => tensorBytes({ datatype, shape: [count], data }));
  const length = count * ELEMENT_BYTES[datatype];
  return fc.uint8Array({ minLength: length, maxLength: length, ...(datatype === 'BOOL' ? { max: 1 } : {}) });
}
