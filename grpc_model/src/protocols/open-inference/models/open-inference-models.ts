import type { ModelHandle } from '../../../catalog/model-handle';
import type { Caller } from '../../../core/call';
import { toServingError } from '../../../core/errors';
import type { StatisticsSource } from '../../../core/version-statistics';
import type { Serving } from '../../../serving/serving';
import { findModel, findModelForAnybody, refusalOfUnready } from '../infer/find-model';
import { signatureOf, type ModelSignature } from '../infer/signature';
import type { Models, NamedModel } from '../open-inference';
import { inferExamples } from './infer-example';
import { toModelConfig } from './model-config';
import { toModelIndex } from './model-index';
import { toModelMetadata } from './model-metadata';
import { findStatistics } from './model-statistics';
import { isReady } from './readiness';
import { loadModel, unloadModel } from './repository';
import { toServerMetadata, type ServerFacts } from './server-metadata';

export interface OpenInferenceModelsOptions extends ServerFacts {
  readonly serving: Serving;
  readonly statistics: StatisticsSource;
  /** Whether the server as a whole is ready for calls. */
  readonly isReady: () => boolean;
}

/** What can be asked of the server and its models, and done with them, beside inference. */
export function openInferenceModels({
  serving,
  statistics,
  isReady: isServerReady,
  ...facts
}: OpenInferenceModelsOptions): Models {
  const { catalog } = serving;
  return {
    serverMetadata: toServerMetadata(facts),
    isServerReady,
    isModelReady: (model, caller) => isReady(findModelForAnybody(serving, model, caller)),
    metadata: async (model, caller) => {
      const { handle, signature } = await readModel(serving, model, caller);
      return toModelMetadata(handle, signature, model.version !== '');
    },
    config: async (model, caller) => {
      const { handle, signature } = await readModel(serving, model, caller);
      const { options } = handle;
      // It was unloaded meanwhile.
      if (options === undefined) throw refusalOfUnready(handle);
      return toModelConfig(handle, signature, options);
    },
    statistics: (model) => findStatistics(catalog, statistics, model),
    names: () => catalog.list().map(({ name }) => name),
    inferExamples: () => inferExamples(catalog),
    index: (onlyReady) => {
      const all = catalog.list().flatMap(toModelIndex);
      return onlyReady ? all.filter(({ state }) => state === 'READY') : all;
    },
    load: (name, parameters) => loadModel(catalog, name, parameters),
    unload: (name, parameters) => unloadModel(catalog, name, parameters),
  };
}

interface ReadModel {
  readonly handle: ModelHandle;
  readonly signature: ModelSignature;
}

/**
 * What a model takes and gives; one that is loaded at its first use is loaded for that.
 *
 * @throws ServingError `not-found`, or `unavailable` when the version is not ready
 */
async function readModel(serving: Serving, model: NamedModel, caller: Caller): Promise<ReadModel> {
  const handle = findModel(serving, model, caller);
  if (!handle.takesCalls) throw refusalOfUnready(handle);
  try {
    const metadata = await serving.metadata({ name: handle.name, version: handle.version.text }, caller);
    return { handle, signature: signatureOf(metadata) };
  } catch (thrown) {
    const error = toServingError(thrown);
    if (error.code !== 'failed-precondition') throw error;
    // Why it could not be loaded may tell where its files are.
    throw refusalOfUnready(handle);
  }
}
