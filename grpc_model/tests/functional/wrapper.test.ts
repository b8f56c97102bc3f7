import { loadWrapper } from '../../src/execution/load-wrapper';
import { WrapperHost } from '../../src/execution/wrapper-host';
import type { Item } from '../../src/core/request';
import { ALL_FLAGS, checkAnswer, type Flags } from '../../src/test-cases/check-answer';
import type { TestCase } from '../../src/test-cases/read-test-cases';
import { toAnswer, toItem } from '../support/answers';
import { authoredModels } from '../support/project';
import { silentLogger } from '../support/silent-logger';

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

    async function differences(testCase: TestCase, flags: Flags, items: readonly Item[]): Promise<string[]> {
      const options = { ...flags, signal: new AbortController().signal, logger: silentLogger };
      const results = await host.infer(items, options);
      expect(results).toHaveLength(items.length);
      const found = await Promise.all(results.map((each) => checkAnswer(testCase, toAnswer(each), flags, metadata)));
      return found.flat();
    }

    describe.each(testCases.map((testCase) => [testCase.name, testCase] as const))('of test case %s', (_, testCase) => {
      it.each(flagCases)('gives the expected outputs for one item with %s', async (_flags, flags) => {
        expect(await differences(testCase, flags, [toItem(testCase.inputs)])).toEqual([]);
      });

      it('gives the same outputs for the same input twice', async () => {
        const item = toItem(testCase.inputs);
        const flags = { detectDrift: true, explain: true };
        expect(await differences(testCase, flags, [item])).toEqual(await differences(testCase, flags, [item]));
      });
    });

    it('gives, for a batch, what it gives for each item alone', async () => {
      if (!host.capabilities.batch) {
        console.log('The wrapper has no handleDiscreteInputBatch; a batch runs item by item.');
        return;
      }
      const cases = testCases.slice(0, metadata.features.maxBatchSize);
      const flags = { detectDrift: true, explain: true };
      const options = { ...flags, signal: new AbortController().signal, logger: silentLogger };
      const results = await host.infer(
        cases.map(({ inputs }) => toItem(inputs)),
        options,
      );
      const found = await Promise.all(
        results.map((each, index) => checkAnswer(cases[index]!, toAnswer(each), flags, metadata)),
      );
      expect(found.flat()).toEqual([]);
    });
  });
});
