import Ajv, { type SchemaObject } from 'ajv';
import type { ModelCandidate, VersionCandidate } from '../../src/catalog/sources/candidate';
import type { Caller } from '../../src/core/call';
import type { Signature } from '../../src/core/executor';
import type { ModelOptions } from '../../src/core/model-options';
import type { ModelSpec } from '../../src/core/model-spec';
import type { OnnxBundle } from '../../src/core/onnx-bundle';
import type { TimeSum, VersionStatistics } from '../../src/core/version-statistics';
import type { TensorDeclaration } from '../../src/contract';
import { openInferenceModels } from '../../src/protocols/open-inference/models/open-inference-models';
import { Serving } from '../../src/serving/serving';
import { FakeSource, setUpCatalog, specOf, version } from './catalog-fixture';
import { recordOf, SILENT } from './requests';
import { declaredInput, declaredOutput } from './test-bundle';

const NEVER: TimeSum = { count: 0, ms: 0 };

/** Of a version that nobody has called. */
export const NO_STATISTICS: VersionStatistics = {
  lastCalledAtMs: 0,
  items: 0,
  executions: 0,
  succeeded: NEVER,
  failed: NEVER,
  queued: NEVER,
  input: NEVER,
  inferred: NEVER,
  output: NEVER,
  batches: [],
};

/** A real catalog of models whose loads end when a test says so, and what the protocol says of them. */
export async function setUpModels(candidates: ModelCandidate[], statistics = new Map<string, VersionStatistics>()) {
  const source = new FakeSource(...candidates);
  const set = setUpCatalog([source]);
  const { catalog } = set;
  const limits = { maxPendingCalls: 10, maxPendingBytes: 1000 };
  const serving = new Serving({
    catalog,
    ownModel: { name: 'm' },
    logger: SILENT,
    requestStop: () => undefined,
    ...limits,
  });
  const models = openInferenceModels({
    serving,
    statistics: { of: (model, text) => statistics.get(`${model} ${text}`) ?? NO_STATISTICS },
    isReady: () => catalog.unready().length === 0,
    serverVersion: '1.2.3',
    extensions: ['statistics'],
  });
  await catalog.start();
  return { ...set, source, serving, models };
}

export function callerOf(): Caller {
  return { record: recordOf(), deadlineMs: Infinity, onClosed: () => undefined };
}

/** A version that is run as the options say, by the ONNX runtime when its bundle says so. */
export function versionWith(
  text: string,
  { options = {}, isOnnx = false }: { readonly options?: Partial<ModelOptions>; readonly isOnnx?: boolean },
): VersionCandidate {
  const spec = specOf(text);
  const onnx = { onnx: { executionProviders: ['cpu'], intraOpThreads: 1, interOpThreads: 1 }, classLabels: null };
  const bundle: OnnxBundle | ModelSpec['bundle'] = isOnnx ? { ...spec.bundle, ...onnx } : spec.bundle;
  return version(text, { read: async () => ({ ...spec, bundle, options: { ...spec.options, ...options } }) });
}

/** What a graph takes and gives: `x` and `y`. */
export function tensorSignature(input: TensorDeclaration, output: TensorDeclaration): Signature {
  return { inputs: [declaredInput('x', { tensor: input })], outputs: [declaredOutput('y', { tensor: output })] };
}

const ajv = new Ajv({ strict: true, allErrors: true });

/** The value itself; throws when the schema refuses it. */
export function valid<T>(schema: SchemaObject, value: T): T {
  if (ajv.validate(schema, value)) return value;
  throw new Error(`${JSON.stringify(value)} breaks its schema: ${ajv.errorsText()}`);
}

/** What an error says, with its code before it. */
export function refusal(code: string, message: string): Error {
  return expect.objectContaining({ code, message }) as Error;
}
