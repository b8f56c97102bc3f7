import { digitSide } from '../src/normalise';
import { occlusionSaliency } from '../src/occlusion';
import type { Scorer } from '../src/occlusion';

const inked = 10 * digitSide + 18;

/** Believes in the digit only while it sees one certain pixel. */
const sees: Scorer = async (pictures) => pictures.map((picture) => (picture[inked] === 1 ? 0.9 : 0.1));

function picture(): Float32Array {
  const pixels = new Float32Array(digitSide * digitSide);
  pixels[inked] = 1;
  return pixels;
}

describe('occlusion saliency', () => {
  it('is highest where hiding hurts, and nothing far away', async () => {
    const saliency = await occlusionSaliency(picture(), sees, new AbortController().signal);
    expect(saliency[inked]).toBeCloseTo(Math.log(9), 4);
    expect(saliency[inked]).toBe(Math.max(...saliency));
    expect(saliency[0]).toBe(0);
  });

  it('leaves the picture as it was', async () => {
    const pixels = picture();
    await occlusionSaliency(pixels, sees, new AbortController().signal);
    expect(pixels).toEqual(picture());
  });

  it('stops between two runs when nobody waits any longer', async () => {
    const caller = new AbortController();
    let runs = 0;
    const hangsUp: Scorer = async (pictures) => {
      if (++runs === 2) caller.abort();
      return sees(pictures);
    };
    await expect(occlusionSaliency(picture(), hangsUp, caller.signal)).rejects.toThrow('abort');
    expect(runs).toBe(2);
  });
});
