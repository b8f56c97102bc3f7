import type { Catalog } from '../../../catalog/catalog';
import { ServingError, toServingError } from '../../../core/errors';
import type { BatchStatistics, StatisticsSource, TimeSum, VersionStatistics } from '../../../core/version-statistics';
import { printable } from '../infer/printable';
import type { NamedModel } from '../open-inference';
import type { ModelStatistics } from './schemas';

type Duration = ModelStatistics['inference_stats']['success'];

const NONE: Duration = { count: 0, ns: 0 };

/**
 * The statistics of one version, of all of a model or of all models, the newest version last.
 *
 * @throws ServingError `not-found` in the words of contract section 4.5
 */
export function findStatistics(
  catalog: Pick<Catalog, 'has' | 'list' | 'lookUp'>,
  source: StatisticsSource,
  { name, version }: NamedModel,
): ModelStatistics[] {
  const of = (model: string, text: string) => toModelStatistics(model, text, source.of(model, text));
  if (name !== '' && version !== '') return [of(name, textOf(catalog, name, version))];
  const models = catalog.list().filter((model) => name === '' || model.name === name);
  if (name !== '' && models.length === 0) throw unknownModel(name);
  return models.flatMap((model) => model.versions.map((each) => of(model.name, each.version.text)).reverse());
}

/** The version as its folder is named; the caller may have said it in another form, or by a label. */
function textOf(catalog: Pick<Catalog, 'has' | 'lookUp'>, name: string, version: string): string {
  if (!catalog.has(name)) throw unknownModel(name);
  try {
    return catalog.lookUp({ name, version }).version.text;
  } catch (thrown) {
    const error = toServingError(thrown);
    if (error.code !== 'not-found') throw error;
    throw new ServingError('not-found', `requested model version is not available for model '${name}'`);
  }
}

function unknownModel(name: string): ServingError {
  return new ServingError('not-found', `requested model '${printable(name)}' is not available`);
}

/** What one version has done (contract section 4.5). There is no cache, nothing is told by response, nor of memory. */
export function toModelStatistics(name: string, version: string, statistics: VersionStatistics): ModelStatistics {
  return {
    name,
    version,
    last_inference: Math.round(statistics.lastCalledAtMs),
    inference_count: statistics.items,
    execution_count: statistics.executions,
    inference_stats: {
      success: toDuration(statistics.succeeded),
      fail: toDuration(statistics.failed),
      queue: toDuration(statistics.queued),
      ...toCompute(statistics),
      cache_hit: NONE,
      cache_miss: NONE,
    },
    response_stats: {},
    batch_stats: statistics.batches.map((batch) => ({ batch_size: batch.items, ...toCompute(batch) })),
    memory_usage: [],
  };
}

function toCompute({ input, inferred, output }: Pick<BatchStatistics, 'input' | 'inferred' | 'output'>) {
  return {
    compute_input: toDuration(input),
    compute_infer: toDuration(inferred),
    compute_output: toDuration(output),
  };
}

function toDuration({ count, ms }: TimeSum): Duration {
  return { count, ns: Math.round(ms * 1e6) };
}
