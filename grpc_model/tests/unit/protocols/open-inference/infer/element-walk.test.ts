import { toServingError } from '../../../../../src/core/errors';
import { findElementEnds } from '../../../../../src/protocols/open-inference/infer/element-walk';
import { elements } from '../../../../support/infer-messages';

const SUBJECT = { id: 'r', model: 'm' };
const THREE = elements('a', '', 'ccc');

async function walk(bytes: Uint8Array, groups: number, perGroup: number): Promise<readonly number[] | string> {
  try {
    return await findElementEnds(bytes, { groups, perGroup }, 'A', SUBJECT);
  } catch (thrown) {
    return toServingError(thrown).message;
  }
}

const WHERE = "for inference input 'A' for model 'm'";

describe('a walk over elements of BYTES', () => {
  it.each<[Uint8Array, number, number, readonly number[] | string]>([
    [THREE, 3, 1, [5, 9, 16]],
    [THREE, 1, 3, [16]],
    [new Uint8Array(), 1, 0, [0]],
    [new Uint8Array(), 2, 0, [0, 0]],
    [THREE, 4, 1, `[request id: r] expected 4 string elements ${WHERE}, got 3`],
    [THREE, 1, 2, `[request id: r] unexpected number of string elements 3 ${WHERE}, expecting 2`],
    [THREE, 2, 0, `[request id: r] unexpected number of string elements 1 ${WHERE}, expecting 0`],
    [
      THREE.subarray(0, 7),
      3,
      1,
      `[request id: r] incomplete string length indicator ${WHERE}, expecting 4 bytes but only 2 bytes available.`,
    ],
    [THREE.subarray(0, 15), 3, 1, `[request id: r] string element 2 ${WHERE} has 3 bytes, but only 2 bytes are left`],
  ])('%#: finds where each group ends, or what is wrong', async (bytes, groups, perGroup, expected) => {
    expect(await walk(bytes, groups, perGroup)).toEqual(expected);
  });

  it('over many of them gives others their turn', async () => {
    const empty = new Uint8Array(4 * 200_000);
    let turns = 0;
    const count = () => {
      turns++;
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    const ends = await findElementEnds(empty, { groups: 2, perGroup: 100_000 }, 'A', SUBJECT);
    clearImmediate(timer);
    expect(ends).toEqual([400_000, 800_000]);
    expect(turns).toBeGreaterThan(1);
  });
});
