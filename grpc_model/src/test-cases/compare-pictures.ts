import sharp from 'sharp';
import { messageOf } from '../core/errors';
import type { Tolerance } from './read-test-cases';

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Buffer;
}

/** Where two pictures differ, whatever their files' compression: in their sizes, or in the mean of their pixels. */
export async function comparePictures(expected: Buffer, found: Buffer, tolerance: Tolerance): Promise<string[]> {
  // Also where nothing here can decode the format.
  if (expected.equals(found)) return [];
  let pictures: [Pixels, Pixels];
  try {
    pictures = await Promise.all([decode(expected), decode(found)]);
  } catch (thrown) {
    return [`a picture cannot be decoded: ${messageOf(thrown)}`];
  }
  const [a, b] = pictures;
  if (a.width !== b.width || a.height !== b.height || a.channels !== b.channels) {
    return [`expected ${sizeOf(a)}, found ${sizeOf(b)}`];
  }
  const distance = meanDistance(a.data, b.data);
  const allowed = Math.max(tolerance.absolute, tolerance.relative);
  return distance <= allowed ? [] : [`the pixels differ by ${distance.toFixed(5)} on average, allowed ${allowed}`];
}

/**
 * The size of a picture, for people.
 *
 * @throws Error when it is none
 */
export async function describePicture(file: Buffer): Promise<string> {
  return sizeOf(await decode(file));
}

async function decode(file: Buffer): Promise<Pixels> {
  const { data, info } = await sharp(file).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  return { ...info, data };
}

/** The mean distance of two lists of bytes of the same length, from 0 to 1. */
function meanDistance(a: Buffer, b: Buffer): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += Math.abs(a[index]! - b[index]!);
  return a.length === 0 ? 0 : sum / a.length / 255;
}

function sizeOf({ width, height, channels }: Pixels): string {
  return `${width}×${height} with ${channels} channels`;
}
