const MAX_HALF = 65504;

/** The number whose half-precision bits these are. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The half-precision bits of the nearest number; what is too large becomes the largest. */
export function toHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.min(Math.abs(value), MAX_HALF);
  if (Number.isNaN(value)) return 0x7e00;
  // Below the smallest normal number the steps are even.
  if (size < 2 ** -14) return sign | Math.round(size * 2 ** 24);
  let exponent = Math.floor(Math.log2(size));
  let fraction = Math.round((size / 2 ** exponent - 1) * 1024);
  if (fraction === 1024) {
    exponent++;
    fraction = 0;
  }
  return sign | ((exponent + 15) << 10) | fraction;
}
