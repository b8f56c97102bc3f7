import { join } from 'node:path';
import { readSettings } from '../../grpc_model/src/config/settings';
import type { LogFields, Logger } from '../../grpc_model/src/contract';
import { modelDefaults } from '../../grpc_model/src/model-defaults';
import { serve } from '../../grpc_model/src/server';
import { createLogger } from '../../grpc_model/src/telemetry/logger';
import { tuneCollector } from '../../grpc_model/src/tune-collector';
import { compiledCode } from '../../grpc_model/src/compiled-code';
import { linkOpener } from '../../grpc_model/src/execution/link-opener';
import { modelStoreOf, startModels } from '../../grpc_model/src/start-catalog';
import { fixedModel } from '../../grpc_model/tests/support/fixed-models';
import { specOf } from '../../grpc_model/tests/support/specs';
import { benchBundle } from '../support/bench-bundle';

export type BenchWrapper = 'echo' | 'spin' | 'fixed-cost' | 'wait';

/** The server's own model, as JSON in the first argument. */
export interface OwnModel {
  readonly wrapper: BenchWrapper;
  /** Default 1. */
  readonly maxBatchSize?: number;
}

/** What a server of this folder tells the process that started it. */
export type ServerReport =
  { readonly listeningOn: number; readonly httpPort?: number | undefined } | { readonly log: string };

// The server under measurement: the real one. What it is to do comes with its settings.
const report = (message: ServerReport) => process.send?.(message);
const ports = { GRPC_HOST: '127.0.0.1', PSC_MODEL_PORT: '0', HTTP_PORT: '0', MANAGEMENT_PORT: '0' };
const settings = readSettings({ ...ports, ...process.env });
const lines = createLogger(settings.logLevel);
/** Every line is written as in production; whoever measures hears of all but those of calls that are over. */
const write =
  (level: 'info' | 'warn' | 'error') =>
  (message: string, fields: LogFields = {}) => {
    lines[level](message, fields);
    if (!('outcome' in fields)) report({ log: message });
  };
const logger: Logger = { debug: () => undefined, info: write('info'), warn: write('warn'), error: write('error') };
const { wrapper, maxBatchSize } = JSON.parse(process.argv[2]!) as OwnModel;

// Whoever started it is gone.
process.on('disconnect', () => process.exit());

const code = compiledCode(join(__dirname, '../../grpc_model/src'));
const { authored } = modelDefaults(settings);
const bundle = benchBundle(maxBatchSize);
const batching = { ...authored.batching, maxBatchSize: bundle.metadata.features.maxBatchSize };
const wrapperPath = join(__dirname, `../wrappers/${wrapper}.js`);
const own = fixedModel('bench', specOf(bundle, wrapperPath, { ...authored, batching }));
const models = startModels(
  [own, ...modelStoreOf(settings, code)],
  linkOpener({ ...code, ...settings }),
  settings,
  logger,
);
void serve(models, settings, logger).then(({ port, addresses }) => {
  tuneCollector();
  report({ listeningOn: port, httpPort: addresses.find(({ name }) => name === 'http')?.port });
});
