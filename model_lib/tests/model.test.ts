import { InvalidInputError, ItemFailure, optionsForTests } from '../../grpc_model/src/contract';
import DigitClassifier from '../src/model';
import sharp from 'sharp';
import { bundle, classify, foundIn, inputOf, useClassifier } from './support/classifier';
import { drawnPicture, drawnPictures } from './support/drawn-pictures';

describe('the digit classifier', () => {
  const classifier = useClassifier();

  it('reads at least 97 of the hundred drawn pictures', async () => {
    const pictures = drawnPictures();
    const outputs = await classifier.handleDiscreteInputBatch(
      pictures.map(({ bytes }) => inputOf(bytes)),
      optionsForTests(),
    );
    const right = outputs.filter((output, at) => topClass(foundIn(output)) === pictures[at]?.label);
    expect(pictures).toHaveLength(100);
    expect(right.length).toBeGreaterThanOrEqual(97);
  });

  it('ranks all ten digits, the likeliest first, with scores that add up to one', async () => {
    const { result } = await classify(classifier, drawnPicture('3_01.png'));
    const scores = result.classPredictions.map(({ score }) => score);
    expect(result.classPredictions.map((each) => each.class).sort()).toEqual('0 1 2 3 4 5 6 7 8 9'.split(' '));
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 4);
  });

  it('answers drift and explanation only when they are asked for', async () => {
    const plain = await classify(classifier, drawnPicture('7_01.png'));
    expect(plain.drift).toBeNull();
    expect(plain.explanation).toBeNull();
    const full = await classify(
      classifier,
      drawnPicture('7_01.png'),
      optionsForTests({ explain: true, detectDrift: true }),
    );
    expect(full.drift?.distance).toBeLessThan(full.drift?.threshold ?? 0);
    expect(full.explanation?.dimensions.width).toBeGreaterThan(0);
    expect(full.result).toEqual(plain.result);
  });

  it('answers a batch as it answers its items one by one', async () => {
    const options = optionsForTests({ explain: true, detectDrift: true });
    const pictures = drawnPictures().slice(0, 5);
    const batch = await classifier.handleDiscreteInputBatch(
      pictures.map(({ bytes }) => inputOf(bytes)),
      options,
    );
    for (const [at, { bytes }] of pictures.entries()) {
      const alone = await classify(classifier, bytes, options);
      const together = foundIn(batch[at]);
      expect(together.explanation).toEqual(alone.explanation);
      expect(topClass(together)).toBe(topClass(alone));
      expect(together.drift?.distance).toBeCloseTo(alone.drift?.distance ?? NaN, 4);
    }
  });

  it('fails a bad picture of a batch alone', async () => {
    const inputs = [drawnPicture('1_00.png'), Buffer.from('no picture'), drawnPicture('2_00.png')].map(inputOf);
    const [first, bad, last] = await classifier.handleDiscreteInputBatch(inputs, optionsForTests());
    expect(topClass(foundIn(first))).toBe('1');
    expect(bad).toBeInstanceOf(ItemFailure);
    expect(topClass(foundIn(last))).toBe('2');
  });

  it('finds every digit equally likely, and the drift complete, where nothing is drawn', async () => {
    const paper = await sharp({ create: { width: 50, height: 50, channels: 3, background: 'white' } })
      .png()
      .toBuffer();
    const { result, drift } = await classify(classifier, paper, optionsForTests({ detectDrift: true }));
    expect(new Set(result.classPredictions.map(({ score }) => score))).toEqual(new Set([0.1]));
    expect(drift?.distance).toBe(1);
    expect(drift?.threshold).toBeLessThan(1);
  });

  it('refuses what is no picture with the accepted types', async () => {
    const call = classify(classifier, Buffer.from('no picture'));
    await expect(call).rejects.toThrow(InvalidInputError);
    await expect(call).rejects.toThrow('image/png');
  });

  it('stops explaining when nobody waits any longer', async () => {
    const signal = AbortSignal.abort(new Error('The caller hung up.'));
    const call = classify(classifier, drawnPicture('5_01.png'), optionsForTests({ explain: true, signal }));
    await expect(call).rejects.toThrow('The caller hung up.');
  });

  it('says so when it is called before it is loaded', async () => {
    const call = new DigitClassifier(bundle).handleDiscreteInput(inputOf(drawnPicture('5_01.png')), optionsForTests());
    await expect(call).rejects.toThrow('call load() first');
  });
});

function topClass({ result }: ReturnType<typeof foundIn>): string | undefined {
  return result.classPredictions[0]?.class;
}
