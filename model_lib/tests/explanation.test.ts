import sharp from 'sharp';
import { optionsForTests } from '../../grpc_model/src/contract';
import { decodeRuns } from '../src/run-length';
import { classify, useClassifier } from './support/classifier';
import { drawnPictures } from './support/drawn-pictures';
import type { DrawnPicture } from './support/drawn-pictures';
import { hide, shift } from './support/hiding';

/** Some small files of every digit: enough for the share, and the suite stays quick. */
const pictures = drawnPictures().filter(({ bytes }, at) => at % 2 === 0 && bytes.length < 7_000);

describe('the explanation of a prediction', () => {
  const classifier = useClassifier();

  it('marks about a tenth of the original picture', async () => {
    for (const { bytes } of pictures.slice(0, 8)) {
      const { explanation } = await classify(classifier, bytes, optionsForTests({ explain: true }));
      const { maskRLE = [], dimensions = { height: 0, width: 0 } } = explanation ?? {};
      const marked = decodeRuns(maskRLE, dimensions.width, dimensions.height).cells.filter((cell) => cell === 1).length;
      const share = marked / (dimensions.width * dimensions.height);
      expect(share).toBeGreaterThan(0.09);
      expect(share).toBeLessThan(0.11);
    }
  });

  it('is faithful: hiding the marked tenth hurts the predicted digit more than hiding the same shape elsewhere', async () => {
    let faithful = 0;
    for (const [index, picture] of pictures.entries()) faithful += (await hurtsMore(picture, index)) ? 1 : 0;
    expect(faithful / pictures.length).toBeGreaterThanOrEqual(0.9);
  });

  async function hurtsMore({ bytes }: DrawnPicture, index: number): Promise<boolean> {
    const { result, explanation } = await classify(classifier, bytes, optionsForTests({ explain: true }));
    const predicted = result.classPredictions[0]?.class;
    if (explanation === null) throw new Error('The explanation is missing.');
    const { width, height } = explanation.dimensions;
    const mask = decodeRuns(explanation.maskRLE, width, height);
    const elsewhere = shift(mask, Math.floor(width * chance(index)), Math.floor(height * chance(index + 0.5)));
    const scoreWithout = async (hidden: typeof mask): Promise<number> => {
      const { result: left } = await classify(classifier, await hide(bytes, hidden));
      return left.classPredictions.find((each) => each.class === predicted)?.score ?? 0;
    };
    return (await scoreWithout(mask)) < (await scoreWithout(elsewhere));
  }

  it('marks nothing where nothing is drawn', async () => {
    const paper = await sharp({ create: { width: 30, height: 20, channels: 3, background: 'white' } })
      .png()
      .toBuffer();
    const { explanation } = await classify(classifier, paper, optionsForTests({ explain: true }));
    expect(explanation).toEqual({ maskRLE: [600], dimensions: { height: 20, width: 30 } });
  });
});

/** A number between 0.15 and 0.85 that looks random and is the same in every run. */
function chance(index: number): number {
  return 0.15 + 0.7 * Math.abs((Math.sin(index * 12.9898 + 1) * 43758.5453) % 1);
}
