import type { ModelMetadata } from '../../src/contract';
import { readSettings, type Settings } from '../../src/config/settings';
import { startServer } from '../../src/server';
import { LogBook } from './log-book';
import { ModzyTestClient } from './modzy-client';
import { SCRIPTED_COMPILED, WORKER_MAIN } from './paths';
import { isRunning } from './processes';
import { createTestBundle, type TestBundle } from './test-bundle';

export interface TestServerOptions {
  readonly metadata?: Partial<ModelMetadata>;
  readonly settings?: Partial<Settings>;
  /** Environment variables that settings are read from, in place of the test's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** What the wrapper does while it loads; see `wrappers/scripted.ts`. */
  readonly onLoad?: string;
  /** Resolve only when the model is ready and all workers are there; true by default. */
  readonly awaitReady?: boolean;
}

export interface TestServer {
  readonly port: number;
  readonly client: ModzyTestClient;
  readonly bundle: TestBundle;
  readonly log: LogBook;
  /** Resolves when the server has stopped, whoever asked for it. */
  readonly stopped: Promise<void>;
  /** The process ids of the workers that have loaded the model and still run. */
  workers(): number[];
  stop(): Promise<void>;
}

/** A real server on a free port, in this process, over the scripted wrapper in real worker processes: two by default. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { metadata, settings: overrides, env = {}, onLoad, awaitReady = onLoad === undefined } = options;
  const settings = {
    ...readSettings({ PSC_MODEL_PORT: '0', GRPC_HOST: '127.0.0.1', WORKERS: '2', ABANDON_GRACE_MS: '100', ...env }),
    ...overrides,
  };
  const log = new LogBook();
  const bundle = createTestBundle(metadata);
  if (onLoad !== undefined) bundle.onLoad(onLoad);
  const server = await startServer({
    settings,
    logger: log,
    bundle,
    wrapperPath: SCRIPTED_COMPILED,
    workerMain: WORKER_MAIN,
  });
  if (awaitReady) await log.waitFor('A worker is ready.', settings.workers);
  const client = new ModzyTestClient(server.port);
  const stop = async () => {
    client.close();
    await server.stop();
    bundle[Symbol.dispose]();
  };
  const workers = () =>
    log
      .with('A worker is ready.')
      .map(({ fields }) => Number(fields['worker']))
      .filter(isRunning);
  return { port: server.port, client, bundle, log, stopped: server.stopped, workers, stop };
}
