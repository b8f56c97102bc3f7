import { Catalog } from './catalog/catalog';
import type { ModelListing } from './catalog/model-listing';
import { reviveFailed } from './catalog/revive';
import { AuthoredModels, type AuthoredModelsOptions } from './catalog/sources/authored-models';
import type { ModelSource } from './catalog/sources/candidate';
import { ModelStore } from './catalog/sources/model-store';
import type { CompiledCode } from './compiled-code';
import { modelComposer } from './compose-model';
import { availableMemoryBytes } from './config/available-resources';
import type { Project } from './config/project';
import type { Settings } from './config/settings';
import type { LogFields, Logger } from './contract';
import { ModelObservers } from './core/model-observer';
import type { ModelRef } from './core/model-ref';
import type { VersionState } from './core/state';
import type { OpenLink } from './execution/link-opener';
import { modelDefaults } from './model-defaults';

export interface StartedCatalog {
  readonly catalog: Catalog;
  /** The project's own model. */
  readonly ownModel: ModelRef;
  /** Who hears what becomes of the models. */
  readonly observers: ModelObservers;
  /** Resolves when every place of models was looked at once. */
  readonly scanned: Promise<void>;
}

/**
 * Finds the models and begins to load them; the worker of the project's own is on its way when this returns.
 *
 * @param openLink starts a worker
 * @throws ProblemsError with everything that is wrong with the project's own model
 */
export function startCatalog(
  project: Project,
  code: CompiledCode,
  openLink: OpenLink,
  settings: Settings,
  logger: Logger,
): StartedCatalog {
  return startModels(sourcesOf(project, code, settings), openLink, settings, logger);
}

function sourcesOf(project: Project, code: CompiledCode, settings: Settings): ModelSource[] {
  return [new AuthoredModels(authoredModelsOptions(project, code, settings)), ...modelStoreOf(settings, code)];
}

/** Where the models with code lie, and how they are run. */
export function authoredModelsOptions(
  { folder, version }: Project,
  { modelLib }: CompiledCode,
  settings: Settings,
): AuthoredModelsOptions {
  const loads = settings.loadModels;
  return { projectFolder: folder, version, modelLibFolder: modelLib, defaults: modelDefaults(settings), loads };
}

/** The models without code, if the settings name a place. */
export function modelStoreOf(settings: Settings, { onnxRuntime }: CompiledCode): ModelSource[] {
  const { modelStore: folder, maxModelBytes, loadModels: loads } = settings;
  if (folder === '') return [];
  return [
    new ModelStore({ folder, wrapperPath: onnxRuntime, defaults: modelDefaults(settings), maxModelBytes, loads }),
  ];
}

/** @param sources the first of them has the project's own model, which it knows without a scan */
export function startModels(
  sources: readonly ModelSource[],
  openLink: OpenLink,
  settings: Settings,
  logger: Logger,
): StartedCatalog {
  const own = sources[0]?.immediate[0];
  if (own === undefined) throw new Error('The project has no model of its own.');
  const ownModel = { name: own.name };
  const observers = new ModelObservers();
  const catalog = new Catalog({
    sources,
    compose: modelComposer(openLink, settings, logger, observers),
    maxConcurrentLoads: settings.maxConcurrentLoads,
    pollMs: settings.modelStorePollMs,
    logger,
  });
  catalog.onStateChange((name, { text }, state, problem) => {
    const fields = { model: name, modelVersion: text };
    const isNotExchanged = problem !== undefined && state.name === 'ready';
    if (isNotExchanged || state.name === 'failed') observers.of(name, text).loadFailed();
    if (isNotExchanged) logger.error('The model could not be exchanged.', { ...fields, reason: problem });
    else logState(state, fields, logger);
  });
  reviveFailed(catalog);
  const scanned = catalog.start().then(() => tellProblems(catalog.list(), logger));
  warnOfScarceMemory(catalog, ownModel, logger);
  return { catalog, ownModel, observers, scanned };
}

function warnOfScarceMemory(catalog: Catalog, ownModel: ModelRef, logger: Logger): void {
  const memory = catalog.lookUp(ownModel).metadata?.resources.memory;
  const availableBytes = availableMemoryBytes();
  if (memory === undefined || availableBytes >= memory.value) return;
  logger.warn(`The model asks for ${memory.text} of memory (resources.memory.size), and there is less.`, {
    availableBytes,
  });
}

function logState(state: VersionState, fields: LogFields, logger: Logger): void {
  if (state.name === 'failed') logger.error('The model failed to load.', { ...fields, reason: state.reason });
  // A thousand models may be there that nobody uses.
  else if (state.name === 'unloaded') logger.debug('The model is unloaded.', fields);
  else logger.info(`The model is ${state.name}.`, fields);
}

function tellProblems(models: readonly ModelListing[], logger: Logger): void {
  for (const { name, problems } of models)
    for (const problem of problems) logger.warn('Something is wrong with a model.', { model: name, problem });
}
