import type { Bundle } from '../contract';
import type { ModelOptions } from '../core/model-options';
import type { ModelSpec } from '../core/model-spec';
import { ProblemsError, type Problem } from '../core/problems';
import type { VersionServingDocument } from './schemas/serving-schema';
import { toModelOptions, toTimeouts } from './apply-config';
import { warmUpCases } from './warm-up-cases';

/**
 * What it takes to load an authored model: its bundle, run as its `config.yaml` says.
 *
 * @param configFile the file that problems name
 * @throws ProblemsError with every key that means nothing for a model with code
 */
export function authoredSpec(
  bundle: Bundle,
  running: VersionServingDocument,
  configFile: string,
  defaults: ModelOptions,
  wrapperPath: string,
): ModelSpec {
  const problems = problemsOfRunning(bundle, running, configFile);
  if (problems.length > 0) throw new ProblemsError(problems);
  const { metadata } = bundle;
  const batching = { ...defaults.batching, maxBatchSize: metadata.features.maxBatchSize };
  return {
    bundle: { ...bundle, metadata: { ...metadata, timeouts: toTimeouts(running, metadata.timeouts) } },
    wrapperPath,
    options: toModelOptions(running, { ...defaults, batching }),
    warmUp: running.warmUp?.enabled === false ? null : warmUpCases(bundle),
  };
}

/** Every key of a `config.yaml` that means nothing for a model with code, or contradicts its bundle. */
export function problemsOfRunning(
  { metadata }: Pick<Bundle, 'metadata'>,
  running: VersionServingDocument,
  file: string,
): Problem[] {
  const problems: Problem[] = [];
  const meaningless = [
    ...Object.keys(running.onnx ?? {}).map((key) => `onnx.${key}`),
    ...(running.classLabels === undefined ? [] : ['classLabels']),
  ];
  for (const key of meaningless)
    problems.push({ file, key, found: 'this key', expected: 'it only in the model store, whose models have no code' });
  const size = running.batching?.maxBatchSize ?? 1;
  const { maxBatchSize } = metadata.features;
  if (size > maxBatchSize)
    problems.push({
      file,
      key: 'batching.maxBatchSize',
      found: String(size),
      expected: `at most ${maxBatchSize}, which is features.maxBatchSize in model.yaml`,
    });
  return problems;
}
