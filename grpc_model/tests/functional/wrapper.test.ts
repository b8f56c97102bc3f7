import { optionsForTests } from '../../src/contract';
import { loadWrapper } from '../../src/execution/load-wrapper';
import { WrapperHost } from '../../src/execution/wrapper-host';
import { toAnswer, toItem } from '../../src/test-cases/case-item';
import { titleOf } from '../../src/test-cases/case-title';
import { ALL_FLAGS, checkAnswer, type Flags } from '../../src/test-cases/check-answer';
import type { TestCase } from '../../src/test-cases/read-test-cases';
import { authoredModels } from '../support/project';

const flagCases = ALL_FLAGS.map((flags) => [describeFlags(flags), flags] as const);

function describeFlags({ detectDrift, explain }: Flags): string {
  return `detect_drift=${String(detectDrift)} explain=${String(explain)}`;
}

/** The first phase: the author's wrapper alone, in this process, without a server. */
describe.each(authoredModels)('$title', ({ bundle, testCases, wrapperSource }) => {
  const { metadata } = bundle;

  describe('model wrapper initialization', () => {
    it('constructs and loads the wrapper with its bundle', async () => {
      const host = new WrapperHost(await loadWrapper(wrapperSource, bundle));
      await host.close();
    });
  });

  describe('model wrapper inference', () => {
    let host: WrapperHost;

    beforeAll(async () => {
      host = new WrapperHost(await loadWrapper(wrapperSource, bundle));
    });

    afterAll(() => host.close());

    async function differences(testCase: TestCase, flags: Flags): Promise<string[]> {
      const item = toItem(testCase.inputs, metadata);
      // What is no such tensor never reaches the wrapper.
      if (typeof item === 'string') return checkAnswer(testCase, { success: false, error: item }, flags, metadata);
      const options = optionsForTests(flags);
      const [result, ...others] = await host.infer([item], options);
      expect(others).toEqual([]);
      return checkAnswer(testCase, toAnswer(result!, metadata), flags, metadata);
    }

    describe.each(testCases.map((testCase) => [titleOf(testCase), testCase] as const))(
      'of test case %s',
      (_, testCase) => {
        it.each(flagCases)('gives the expected outputs for one item with %s', async (_flags, flags) => {
          expect(await differences(testCase, flags)).toEqual([]);
        });

        it('gives the same outputs for the same input twice', async () => {
          const flags = { detectDrift: true, explain: true };
          expect(await differences(testCase, flags)).toEqual(await differences(testCase, flags));
        });
      },
    );

    it('gives, for a batch, what it gives for each item alone', async () => {
      if (!host.capabilities.batch) {
        console.log('The wrapper has no handleDiscreteInputBatch; a batch runs item by item.');
        return;
      }
      const pairs = testCases.flatMap((testCase) => {
        const item = toItem(testCase.inputs, metadata);
        return typeof item === 'string' ? [] : [{ testCase, item }];
      });
      const flags = { detectDrift: true, explain: true };
      const options = optionsForTests(flags);
      // One case alone makes a batch with itself.
      const batch = (pairs.length === 1 ? [...pairs, ...pairs] : pairs).slice(0, metadata.features.maxBatchSize);
      const results = await host.infer(
        batch.map(({ item }) => item),
        options,
      );
      const found = await Promise.all(
        results.map((each, index) => checkAnswer(batch[index]!.testCase, toAnswer(each, metadata), flags, metadata)),
      );
      expect(found.flat()).toEqual([]);
    });
  });
});
