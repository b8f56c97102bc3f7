import type { Tensor } from './tensor';

const LENGTH_BYTES = 4;

/**
 * A tensor's elements as they travel: row-major, little-endian, without padding; BYTES as a length in 32 bits before each
 * element's bytes. Only BYTES are copied; all others share the memory of the tensor.
 */
export function tensorBytes(tensor: Tensor): Uint8Array {
  if (tensor.datatype === 'BYTES') return joinElements(tensor.data);
  const { buffer, byteOffset, byteLength } = tensor.data;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function joinElements(elements: readonly Uint8Array[]): Uint8Array {
  const total = elements.reduce((sum, { byteLength }) => sum + LENGTH_BYTES + byteLength, 0);
  const joined = new Uint8Array(total);
  const view = new DataView(joined.buffer);
  let at = 0;
  for (const element of elements) {
    view.setUint32(at, element.byteLength, true);
    joined.set(element, at + LENGTH_BYTES);
    at += LENGTH_BYTES + element.byteLength;
  }
  return joined;
}
