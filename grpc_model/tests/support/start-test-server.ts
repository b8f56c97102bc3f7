import type { ModelMetadata } from '../../src/contract';
import { readSettings, type Settings } from '../../src/config/settings';
import { serve } from '../../src/server';
import type { StatisticsSource } from '../../src/core/version-statistics';
import type { MetricsCollector } from '../../src/telemetry/metrics';
import { compiledCode } from '../../src/compiled-code';
import { linkOpener } from '../../src/execution/link-opener';
import { modelStoreOf, startModels } from '../../src/start-catalog';
import type { ModelSource } from '../../src/catalog/sources/candidate';
import type { Catalog } from '../../src/catalog/catalog';
import { modelDefaults } from '../../src/model-defaults';
import { fixedModel } from './fixed-models';
import { LogBook } from './log-book';
import { ModzyTestClient } from './modzy-client';
import { COMPILED_SERVER, SCRIPTED_COMPILED, WORKER_MAIN } from './paths';
import { isRunning } from './processes';
import { specOf } from './specs';
import { createTestBundle, type TestBundle } from './test-bundle';

export interface TestServerOptions {
  readonly metadata?: Partial<ModelMetadata>;
  readonly settings?: Partial<Settings>;
  /** Environment variables that settings are read from, in place of the test's own; with MODEL_STORE, its models, too. */
  readonly env?: Readonly<Record<string, string>>;
  /** Further models beside the scripted one. */
  readonly models?: readonly ModelSource[];
  /** What the wrapper does while it loads; see `wrappers/scripted.ts`. */
  readonly onLoad?: string;
  /** Resolve only when the model is ready and all workers are there; true by default. */
  readonly awaitReady?: boolean;
}

export interface TestServer {
  readonly port: number;
  /** Where a listener is, for example `http://127.0.0.1:40123`; `http` and `management` are there by default. */
  url(listener: string): string;
  readonly client: ModzyTestClient;
  readonly bundle: TestBundle;
  readonly log: LogBook;
  readonly metrics: MetricsCollector;
  readonly statistics: StatisticsSource;
  /** What management does. */
  readonly catalog: Catalog;
  /** Resolves when the server has stopped, whoever asked for it. */
  readonly stopped: Promise<void>;
  /** The process ids of the workers that have loaded a model and still run: the scripted one, unless another is named. */
  workers(model?: string): number[];
  stop(): Promise<void>;
}

/** What the catalog calls the scripted model. */
const OWN_MODEL = 'scripted-model';

/** A real server on a free port, in this process, over the scripted wrapper in real worker processes: two by default. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const {
    metadata,
    settings: overrides,
    env = {},
    models: further = [],
    onLoad,
    awaitReady = onLoad === undefined,
  } = options;
  const settings = { ...readSettings(withTestDefaults(env)), ...overrides };
  const log = new LogBook();
  const bundle = createTestBundle(metadata);
  if (onLoad !== undefined) bundle.onLoad(onLoad);
  const { authored } = modelDefaults(settings);
  const batching = { ...authored.batching, maxBatchSize: bundle.metadata.features.maxBatchSize };
  const spec = specOf(bundle, SCRIPTED_COMPILED, { ...authored, batching });
  const sources = [fixedModel(OWN_MODEL, spec), ...further, ...modelStoreOf(settings, compiledCode(COMPILED_SERVER))];
  const models = startModels(sources, linkOpener({ workerMain: WORKER_MAIN, ...settings }), settings, log);
  const server = await serve(models, settings, log);
  const readyLines = (model: string) =>
    log.with('A worker is ready.').filter(({ fields }) => fields['model'] === model);
  if (awaitReady) {
    await server.scanned;
    await log.until(() => readyLines(OWN_MODEL).length >= settings.minWorkers);
  }
  const client = new ModzyTestClient(server.port);
  const stop = async () => {
    client.close();
    await server.stop();
    bundle[Symbol.dispose]();
  };
  const workers = (model = OWN_MODEL) =>
    [...new Set(readyLines(model).map(({ fields }) => Number(fields['worker'])))].filter(isRunning);
  const url = (listener: string) => {
    const address = server.addresses.find(({ name }) => name === listener);
    if (address === undefined) throw new Error(`There is no listener ${listener}.`);
    return `${address.tls ? 'https' : 'http'}://${address.host}:${address.port}`;
  };
  const { port, stopped, serving, metrics, statistics } = server;
  const { catalog } = serving;
  return { port, url, client, bundle, log, metrics, statistics, catalog, stopped, workers, stop };
}

/** Two workers from the start, on a free port of this machine, unless the test says otherwise. */
function withTestDefaults(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const workers = env['WORKERS'] ?? '2';
  return {
    PSC_MODEL_PORT: '0',
    GRPC_HOST: '127.0.0.1',
    HTTP_PORT: '0',
    HTTP_HOST: '127.0.0.1',
    MANAGEMENT_PORT: '0',
    WORKERS: workers,
    MIN_WORKERS: workers,
    ABANDON_GRACE_MS: '100',
    ...env,
  };
}
