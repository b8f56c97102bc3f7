import { join } from 'node:path';
import { DigitNetwork } from '../src/digit-network';
import type { Answer } from '../src/digit-network';
import { bundle } from './support/classifier';
import { heldOut } from './support/held-out';

/** Letters of the same shape as a zero or a one. */
const likeDigits = ['O', 'o', 'I', 'l'];

describe('the network on fonts, hands, noise and textures that the training never saw', () => {
  let network: DigitNetwork;
  beforeAll(async () => {
    network = await DigitNetwork.open(join(bundle.folder, 'weights', 'digits.onnx'));
  });
  afterAll(() => network.close());

  async function answers(name: Parameters<typeof heldOut>[0]): Promise<(Answer & { text: string })[]> {
    const pictures = await heldOut(name);
    const answered = await network.answer(pictures.map(({ pixels }) => pixels));
    return answered.map((answer, at) => ({ ...answer, text: pictures[at]?.text ?? '' }));
  }

  it('reads at least 99 % of the digits', async () => {
    const digits = await answers('digits');
    const right = digits.filter(({ scores, text }) => scores.indexOf(Math.max(...scores)) === Number(text));
    expect(right.length / digits.length).toBeGreaterThanOrEqual(0.99);
  });

  it('reports drift for at most 2 % of the digits', async () => {
    expect(shareDrifted(await answers('digits'))).toBeLessThanOrEqual(0.02);
  });

  it('reports drift for at least 95 % of the letters that have a shape of their own', async () => {
    const letters = await answers('letters');
    expect(shareDrifted(letters.filter(({ text }) => !likeDigits.includes(text)))).toBeGreaterThanOrEqual(0.95);
  });

  it.each(['noise', 'textures'] as const)('reports drift for at least 95 %% of the pictures of %s', async (kind) => {
    expect(shareDrifted(await answers(kind))).toBeGreaterThanOrEqual(0.95);
  });
});

function shareDrifted(answers: readonly Answer[]): number {
  return answers.filter(({ distance, threshold }) => distance > threshold).length / answers.length;
}
