/** How many bytes stand before each element of a BYTES tensor: its length, little-endian. */
const LENGTH_BYTES = 4;

/**
 * How many elements of a BYTES tensor stand in its bytes.
 *
 * @returns undefined when the last element is cut off
 */
export function countElements(bytes: Uint8Array): number | undefined {
  const view = viewOf(bytes);
  let count = 0;
  let at = 0;
  while (at + LENGTH_BYTES <= bytes.byteLength) {
    at += LENGTH_BYTES + view.getUint32(at, true);
    count++;
  }
  return at === bytes.byteLength ? count : undefined;
}

/** The elements of a BYTES tensor. They share the memory of its bytes, which must be whole. */
export function splitElements(bytes: Uint8Array): Uint8Array[] {
  const view = viewOf(bytes);
  const elements: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.byteLength) {
    const end = at + LENGTH_BYTES + view.getUint32(at, true);
    elements.push(bytes.subarray(at + LENGTH_BYTES, end));
    at = end;
  }
  return elements;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
