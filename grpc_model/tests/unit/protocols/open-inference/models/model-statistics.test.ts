import { modelStatisticsSchema } from '../../../../../src/protocols/open-inference/models/schemas';
import { model, version } from '../../../../support/catalog-fixture';
import { NO_STATISTICS, refusal, setUpModels, valid } from '../../../../support/open-inference-models';

const all = (name: string, ...texts: string[]) =>
  model(
    name,
    texts.map((text) => version(text)),
    { policy: { name: 'all' } },
  );

it('tells counts as they are, milliseconds as whole nanoseconds, and no cache', async () => {
  const input = { count: 3, ms: 0.0000014 };
  const inferred = { count: 3, ms: 1.5 };
  const output = { count: 3, ms: 0.25 };
  const statistics = {
    lastCalledAtMs: 1_700_000_000_000.4,
    items: 7,
    executions: 3,
    succeeded: { count: 5, ms: 20 },
    failed: { count: 1, ms: 0.1 },
    queued: { count: 6, ms: 2 },
    input,
    inferred,
    output,
    batches: [{ items: 2, input, inferred, output }],
  };
  const { models } = await setUpModels([all('m', '1')], new Map([['m 1', statistics]]));
  const compute = {
    compute_input: { count: 3, ns: 1 },
    compute_infer: { count: 3, ns: 1_500_000 },
    compute_output: { count: 3, ns: 250_000 },
  };
  const [answer] = models.statistics({ name: 'm', version: '1' });
  expect(valid(modelStatisticsSchema, answer)).toEqual({
    name: 'm',
    version: '1',
    last_inference: 1_700_000_000_000,
    inference_count: 7,
    execution_count: 3,
    inference_stats: {
      success: { count: 5, ns: 20_000_000 },
      fail: { count: 1, ns: 100_000 },
      queue: { count: 6, ns: 2_000_000 },
      ...compute,
      cache_hit: { count: 0, ns: 0 },
      cache_miss: { count: 0, ns: 0 },
    },
    response_stats: {},
    batch_stats: [{ batch_size: 2, ...compute }],
    memory_usage: [],
  });
});

it('tells of all models, of all versions of one, or of one version by whatever name, the newest last', async () => {
  const labelled = { ...all('b', '1', '2'), labels: new Map([['stable', { text: '1', number: 1 }]]) };
  const { models } = await setUpModels([labelled, all('a', '3')]);
  const asked = (name: string, text: string) =>
    models
      .statistics({ name, version: text })
      .map((each) => valid(modelStatisticsSchema, each))
      .map((each) => `${each.name} ${each.version}`);
  expect(asked('', '')).toEqual(['a 3', 'b 1', 'b 2']);
  expect(asked('b', '')).toEqual(['b 1', 'b 2']);
  expect(asked('b', '2')).toEqual(['b 2']);
  expect(asked('b', 'stable')).toEqual(['b 1']);
});

it('asks by the name of the folder', async () => {
  const statistics = { ...NO_STATISTICS, items: 9 };
  const { models } = await setUpModels([all('m', '1.2.3')], new Map([['m 1.2.3', statistics]]));
  expect(models.statistics({ name: 'm', version: '1002003' })[0]?.inference_count).toBe(9);
});

it.each([
  ['n', '', "requested model 'n' is not available"],
  ['n', '1', "requested model 'n' is not available"],
  ['a\nb', '', "requested model 'a?b' is not available"],
  ['m', '9', "requested model version is not available for model 'm'"],
])('refuses the model %j in version %j in the words of contract section 4.5', async (name, text, message) => {
  const { models } = await setUpModels([all('m', '1')]);
  expect(() => models.statistics({ name, version: text })).toThrow(refusal('not-found', message));
});
