import { composeModel, type ModelSource } from './compose-model';
import { availableMemoryBytes } from './config/available-resources';
import type { Settings } from './config/settings';
import type { Logger, ModelMetadata } from './contract';
import type { ServedModel } from './core/served-model';
import type { VersionState } from './core/state';

/** Puts the model together and begins to load it. */
export function startModel(source: ModelSource, settings: Settings, logger: Logger): ServedModel {
  warnOfScarceMemory(source.bundle.metadata, logger);
  const model = composeModel(source, settings, logger);
  model.onStateChange((state) => logState(state, logger));
  void model.load();
  return model;
}

function warnOfScarceMemory({ resources: { memory } }: ModelMetadata, logger: Logger): void {
  const availableBytes = availableMemoryBytes();
  if (availableBytes >= memory.value) return;
  logger.warn(`The model asks for ${memory.text} of memory (resources.memory.size), and there is less.`, {
    availableBytes,
  });
}

function logState(state: VersionState, logger: Logger): void {
  if (state.name === 'failed') logger.error('The model failed to load.', { reason: state.reason });
  else logger.info(`The model is ${state.name}.`);
}
