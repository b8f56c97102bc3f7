import sharp from 'sharp';
import { InvalidInputError } from '../../grpc_model/src/contract';
import { flattenAlpha } from './flatten-alpha';
import type { GreyPicture } from './grey-picture';
import { toGrey } from './to-grey';

// A worker process per core decodes: more threads, or kept pictures, would only take memory.
sharp.concurrency(1);
sharp.cache(false);

/** A picture that a caller sent, ready to be looked at. */
export interface Picture {
  /** Pixels per row of the original, turned as a viewer shows it. */
  readonly width: number;
  /** Rows of the original, turned as a viewer shows it. */
  readonly height: number;
  /** The same picture in one channel, made smaller where it is large. */
  readonly grey: GreyPicture;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const mostMegapixels = 40;
const longestSide = 10_000;
/** Strokes of a drawing stay visible at this size, and the work stays bounded. */
const workingSide = 512;
const remedy = 'send one drawn digit as image/png or image/jpeg';

/**
 * Decodes a PNG or JPEG file.
 *
 * @throws InvalidInputError when the bytes are no such picture, are cut off, or unfold to too many pixels
 */
export async function decodePicture(bytes: Uint8Array): Promise<Picture> {
  if (bytes.length === 0) throw new InvalidInputError(`The input "image" is empty; ${remedy}.`);
  // The pixels are counted by `checkSize`, with a message of its own.
  const source = sharp(bytes, { failOn: 'truncated', limitInputPixels: false });
  const { format, autoOrient } = await asInputError(source.metadata(), 'no picture that can be read');
  if (format !== 'png' && format !== 'jpeg') {
    throw new InvalidInputError(`The input "image" is a picture of the format ${format}; ${remedy}.`);
  }
  checkSize(autoOrient);
  const pixels = source
    .autoOrient()
    .resize({ width: workingSide, height: workingSide, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' });
  const { data, info } = await asInputError(pixels.toBuffer({ resolveWithObject: true }), 'damaged or cut off');
  const grey = toGrey({ width: info.width, height: info.height, rgb: flattenAlpha(data) });
  return { width: autoOrient.width, height: autoOrient.height, grey };
}

function checkSize({ width, height }: Size): void {
  if (Math.max(width, height) <= longestSide && width * height <= mostMegapixels * 1e6) return;
  throw new InvalidInputError(
    `The input "image" has ${width} × ${height} pixels; at most ${mostMegapixels} megapixels and ${longestSide} pixels ` +
      'per side are accepted: make it smaller and send it again.',
  );
}

async function asInputError<Value>(work: Promise<Value>, problem: string): Promise<Value> {
  try {
    return await work;
  } catch (cause) {
    throw new InvalidInputError(`The input "image" is ${problem}; ${remedy}.`, { cause });
  }
}
