/** Ten bytes of seven each. */
const MAX_BITS = 70;

/**
 * How many varints stand in a block.
 *
 * @throws RangeError when the last one is cut off
 */
export function countVarints(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) count += (bytes[at]! >> 7) ^ 1;
  if (end > start && bytes[end - 1]! >= 0x80) throw new RangeError(`a number is cut off at ${end}`);
  return count;
}

/**
 * Reads the varints of a block that {@link countVarints} has found whole, as bool.
 *
 * @returns the index after the last one
 */
export function readBooleans(
  bytes: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  firstIndex: number,
): number {
  let index = firstIndex;
  for (let at = start; at < end; index++) {
    const first = at;
    let bits = 0;
    let byte: number;
    do {
      byte = bytes[at++]!;
      bits |= byte & 0x7f;
    } while (byte >= 0x80);
    refuseLonger((at - first) * 7, at);
    target[index] = bits === 0 ? 0 : 1;
  }
  return index;
}

/** The same, as the lower 32 bits, which is what protobuf keeps of an int32 or uint32. */
export function readWords(
  bytes: Uint8Array,
  start: number,
  end: number,
  target: Uint32Array,
  firstIndex: number,
): number {
  let index = firstIndex;
  for (let at = start; at < end; index++) {
    let byte = bytes[at++]!;
    let word = byte & 0x7f;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = bytes[at++]!;
      if (shift < 32) word |= (byte & 0x7f) << shift;
      refuseLonger(shift + 7, at);
    }
    target[index] = word;
  }
  return index;
}

/** The same, as 64 bits: two words each, the lower one first. */
export function readLongs(
  bytes: Uint8Array,
  start: number,
  end: number,
  target: Uint32Array,
  firstIndex: number,
): number {
  let index = firstIndex;
  for (let at = start; at < end; index++) {
    let low = 0;
    let high = 0;
    let byte: number;
    let shift = 0;
    do {
      byte = bytes[at++]!;
      const bits = byte & 0x7f;
      if (shift < 32) low |= bits << shift;
      if (shift === 28) high = bits >>> 4;
      else if (shift > 28) high |= bits << (shift - 32);
      shift += 7;
      refuseLonger(shift, at);
    } while (byte >= 0x80);
    target[index * 2] = low;
    target[index * 2 + 1] = high;
  }
  return index;
}

function refuseLonger(bits: number, at: number): void {
  if (bits > MAX_BITS) throw new RangeError(`a number before ${at} has more than ten bytes`);
}

/** How many bytes a number of 32 or 64 bits takes. */
export function varintLength(low: number, high: number): number {
  if (high !== 0) return Math.ceil((64 - Math.clz32(high)) / 7);
  const word = low >>> 0;
  if (word < 2 ** 14) return word < 2 ** 7 ? 1 : 2;
  if (word < 2 ** 28) return word < 2 ** 21 ? 3 : 4;
  return 5;
}

/** @returns where the next one goes */
export function writeVarint(target: Uint8Array, offset: number, low: number, high: number): number {
  let at = offset;
  let lower = low;
  for (let upper = high; upper !== 0; upper >>>= 7) {
    target[at++] = (lower & 0x7f) | 0x80;
    lower = (lower >>> 7) | (upper << 25);
  }
  lower >>>= 0;
  while (lower >= 0x80) {
    target[at++] = (lower & 0x7f) | 0x80;
    lower >>>= 7;
  }
  target[at++] = lower;
  return at;
}
