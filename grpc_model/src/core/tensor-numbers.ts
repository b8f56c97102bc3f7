import type { Tensor } from '../contract';
import { fromHalf } from './half-precision';

/** The elements of a tensor that is not of texts, as numbers; those of 64 bits as they are. */
export function numbersOf(tensor: Exclude<Tensor, { datatype: 'BYTES' }>): ArrayLike<number> | ArrayLike<bigint> {
  if (tensor.datatype === 'FP16') return Array.from(tensor.data, fromHalf);
  if (tensor.datatype === 'BF16') return Array.from(tensor.data, fromBrain);
  return tensor.data;
}

/** A BF16 is the upper half of an FP32. */
function fromBrain(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0]!;
}
