import sharp from 'sharp';
import { InvalidInputError, ModelWrapper, results } from '../../../grpc_model/src/contract';
import type { ModelInput, ModelOutput } from '../../../grpc_model/src/contract';

// Each worker is one process for one call at a time: threads and kept pictures would only take memory.
sharp.concurrency(1);
sharp.cache(false);

/** A small file can unfold to a picture that fills the memory. */
const MOST_PIXELS = 16_000_000;
const DARK_BELOW = 128;

/** A picture in, a picture out: a mask that is black where the picture is dark, and how much of it is. */
export default class DarkMask extends ModelWrapper {
  override async handleDiscreteInput(input: ModelInput): Promise<ModelOutput> {
    const { data, info } = await decode(input.bytes('image'));
    const mask = data.map((grey) => (grey < DARK_BELOW ? 0 : 255));
    const dark = mask.reduce((count, value) => count + (value === 0 ? 1 : 0), 0);
    const { width, height } = info;
    const png = await sharp(mask, { raw: { width, height, channels: 1 } })
      .png()
      .toBuffer();
    // Two outputs: every one that model.yaml declares must be there, and no other.
    return { ...results({ result: { darkShare: dark / mask.length } }), 'mask.png': png };
  }
}

async function decode(bytes: Uint8Array) {
  const picture = sharp(bytes, { failOn: 'truncated', limitInputPixels: MOST_PIXELS });
  try {
    // What is see-through counts as white paper.
    return await picture.flatten({ background: 'white' }).greyscale().raw().toBuffer({ resolveWithObject: true });
  } catch (cause) {
    // The server has seen that it begins like a PNG or JPEG; only decoding tells whether it is whole. That is the
    // caller's fault and not the model's: nothing goes to the log.
    throw new InvalidInputError(
      'The input "image" is damaged, cut off or too large; expected image/png or image/jpeg, at most 16 megapixels.',
      { cause },
    );
  }
}
