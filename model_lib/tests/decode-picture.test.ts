import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { decodePicture } from '../src/decode-picture';
import { normalise } from '../src/normalise';

const stroke = '<path d="M20 15 L60 15 L35 90" fill="none" stroke-width="6" stroke="INK"/>';

function drawing(ink: string, paper?: string, width = 80, height = 110): Sharp {
  const ground = paper === undefined ? '' : `<rect width="100%" height="100%" fill="${paper}"/>`;
  const body = `${ground}${stroke.replace('INK', ink)}`;
  return sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`),
  );
}

async function pixelsOf(picture: Sharp): Promise<Float32Array> {
  const { grey } = await decodePicture(await picture.png().toBuffer());
  return normalise(grey)?.pixels ?? new Float32Array();
}

function difference(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, value, at) => sum + Math.abs(value - (other[at] ?? 0)), 0) / one.length;
}

describe('decoding a picture', () => {
  it.each([
    ['light ink on a dark ground', 'white', 'black'],
    ['dark ink on nothing', 'black', undefined],
    ['light ink on nothing', 'white', undefined],
    ['red ink on green paper of the same brightness', 'rgb(200,0,0)', 'rgb(0,102,0)'],
    ['pale ink', 'rgb(205,205,205)', 'white'],
  ])('sees the same drawing in %s', async (_, ink, paper) => {
    const usual = await pixelsOf(drawing('black', 'white'));
    expect(difference(await pixelsOf(drawing(ink, paper)), usual)).toBeLessThan(0.02);
  });

  it('turns a photograph as its EXIF orientation says, and gives its turned size', async () => {
    const lying = await drawing('black', 'white', 80, 110).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const { width, height, grey } = await decodePicture(lying);
    expect([width, height]).toEqual([110, 80]);
    expect([grey.width, grey.height]).toEqual([110, 80]);
  });

  it('gives the margin of a see-through picture the colour of its paper', async () => {
    const card = drawing('black', 'white').extend({ top: 9, bottom: 9, left: 9, right: 9, background: '#0000' });
    expect(difference(await pixelsOf(card), await pixelsOf(drawing('black', 'white')))).toBeLessThan(0.02);
  });

  it('keeps the size of the original while it works on a smaller picture', async () => {
    const large = await drawing('black', 'white').resize(1600, 2200).png().toBuffer();
    const { width, height, grey } = await decodePicture(large);
    expect([width, height]).toEqual([1600, 2200]);
    expect(Math.max(grey.width, grey.height)).toBe(512);
  });

  it.each([
    [
      'text',
      () => Buffer.from('a text'),
      'no picture that can be read; send one drawn digit as image/png or image/jpeg',
    ],
    ['nothing', () => Buffer.alloc(0), 'is empty'],
    ['a GIF', () => drawing('black', 'white').gif().toBuffer(), 'a picture of the format gif; send'],
    ['a WebP', () => drawing('black', 'white').webp().toBuffer(), 'a picture of the format webp; send'],
    ['half a PNG', () => half(drawing('black', 'white').png()), 'damaged or cut off; send'],
    ['half a JPEG', () => half(drawing('black', 'white').jpeg()), 'damaged or cut off; send'],
    ['too many pixels', () => bomb(9000, 5000), '9000 × 5000 pixels; at most 40 megapixels'],
    ['too long a side', () => bomb(10_001, 2), '10001 × 2 pixels'],
  ])('refuses %s', async (_, make, message) => {
    await expect(decodePicture(await make())).rejects.toThrow(message);
  });
});

async function half(picture: Sharp): Promise<Uint8Array> {
  const bytes = await picture.toBuffer();
  return bytes.subarray(0, bytes.length / 2);
}

function bomb(width: number, height: number): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: 'white' } })
    .png({ compressionLevel: 1 })
    .toBuffer();
}
