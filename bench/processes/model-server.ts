import { join } from 'node:path';
import { readSettings } from '../../grpc_model/src/config/settings';
import type { Logger } from '../../grpc_model/src/contract';
import { startServer } from '../../grpc_model/src/server';
import { benchBundle } from '../support/bench-bundle';

/** What a server of this folder tells the process that started it. */
export type ServerReport = { readonly listeningOn: number } | { readonly log: string };

// The server under measurement: the real one, over the wrapper that the first argument names.
const report = (message: ServerReport) => process.send?.(message);
const write = (message: string) => void report({ log: message });
const logger: Logger = { debug: () => undefined, info: write, warn: write, error: write };

// Whoever started it is gone.
process.on('disconnect', () => process.exit());

void startServer({
  settings: readSettings({ GRPC_HOST: '127.0.0.1', PSC_MODEL_PORT: '0', ...process.env }),
  logger,
  bundle: benchBundle,
  wrapperPath: join(__dirname, `../wrappers/${process.argv[2]}.js`),
  workerMain: join(__dirname, '../../grpc_model/src/execution/worker-main.js'),
}).then(({ port }) => report({ listeningOn: port }));
