import { setImmediate } from 'node:timers/promises';
import { Catalog, type CatalogOptions } from '../../src/catalog/catalog';
import { ManagedModel } from '../../src/catalog/managed-model';
import type { ModelCandidate, ModelSource, VersionCandidate } from '../../src/catalog/sources/candidate';
import { parseVersion } from '../../src/catalog/version';
import { DEFAULT_POLICY } from '../../src/catalog/version-policy';
import { toServingError } from '../../src/core/errors';
import type { ModelSpec } from '../../src/core/model-spec';
import { FakeExecutor } from './fake-executor';
import { LogBook } from './log-book';
import { bytesOf, callOf, requestOf } from './requests';
import { testMetadata } from './test-bundle';
import { until } from './until';

const OPTIONS: ModelSpec['options'] = {
  batching: { maxBatchSize: 1, maxQueueDelayMs: 0, preferredBatchSizes: [] },
  queue: { maxCalls: 1, maxBytes: 1 },
  workers: { min: 1, max: 1 },
  recycle: { afterCalls: 0, aboveBytes: 0 },
  placement: 'own',
};

/** A spec whose metadata has the label as its version, which is what the fake executor answers. */
export function specOf(label: string): ModelSpec {
  const bundle = { folder: '/nowhere', metadata: testMetadata({ name: label, version: label }) };
  return { bundle, wrapperPath: '/nowhere/model.js', options: OPTIONS, warmUp: [] };
}

/** A version whose files say so: `2` as it was first, `2b` after a change. */
export function version(
  text: string,
  content: VersionCandidate['content'] = { read: async () => specOf(text) },
): VersionCandidate {
  return { version: parseVersion(text.replace(/[a-z]$/, ''))!, fingerprint: text, content };
}

export function model(
  name: string,
  versions: VersionCandidate[] | undefined,
  more: Partial<ModelCandidate> = {},
): ModelCandidate {
  return {
    name,
    place: `store/${name}`,
    versions,
    policy: DEFAULT_POLICY,
    labels: new Map(),
    problems: [],
    loads: 'at-start',
    ...more,
  };
}

export class FakeSource implements ModelSource {
  readonly place = 'store';
  immediate: readonly ModelCandidate[] = [];
  models: readonly ModelCandidate[];
  scans = 0;

  constructor(...models: ModelCandidate[]) {
    this.models = models;
  }

  scan = async (): Promise<readonly ModelCandidate[]> => {
    this.scans++;
    await Promise.resolve();
    return this.models;
  };
}

export function setUpCatalog(sources: readonly ModelSource[], options: Partial<CatalogOptions> = {}) {
  const executors: FakeExecutor[] = [];
  const logger = new LogBook();
  const compose = ({ bundle, options: { workers } }: ModelSpec) => {
    const executor = new FakeExecutor(bundle.metadata.version);
    executor.scale(workers);
    executors.push(executor);
    return new ManagedModel(bundle.metadata, executor, () => executor, 60_000);
  };
  const catalog = new Catalog({ sources, compose, maxConcurrentLoads: 100, pollMs: 0, logger, ...options });
  const states: string[] = [];
  catalog.onStateChange((name, { text }, state) => states.push(`${name} ${text} ${state.name}`));
  /** The newest executor of this version, once it has been asked to start. */
  const started = async (label: string): Promise<FakeExecutor> => {
    const find = () => executors.findLast(({ name, starts }) => name === label && starts.length > 0);
    await until(() => find() !== undefined);
    return find()!;
  };
  const succeed = async (label: string): Promise<FakeExecutor> => {
    const executor = await started(label);
    executor.starts.at(-1)!.succeed();
    await setImmediate();
    return executor;
  };
  const fail = async (label: string): Promise<void> => {
    (await started(label)).starts.at(-1)!.fail('no weights');
    await setImmediate();
  };
  return { catalog, executors, states, logger, started, succeed, fail };
}

/** Which version answers a call. */
export async function answer(catalog: Catalog, name: string, ref?: string): Promise<string> {
  return nameIn(await catalog.find({ name, version: ref }).infer(requestOf('a'), callOf()));
}

export function nameIn(results: Awaited<ReturnType<ManagedModel['infer']>>): string {
  const [result] = results;
  return result?.ok === true ? bytesOf(result.output, 'name').toString() : 'failed';
}

export function statesOf(catalog: Catalog, name = 'm'): string[] {
  const listing = catalog.list().find((each) => each.name === name);
  return listing?.versions.map(({ version: { text }, state }) => `${text} ${state.name}`) ?? [];
}

/** The code of the ServingError that this throws. */
export function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (thrown) {
    return toServingError(thrown).code;
  }
  return 'none';
}
