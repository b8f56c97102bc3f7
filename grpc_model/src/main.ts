import { onStopSignal } from './stop-signals';
import { readProject } from './config/project';
import { readSettings } from './config/settings';
import { messageOf } from './core/errors';
import { ProblemsError } from './core/problems';
import { compiledCode, startCatalog } from './start-catalog';
import { createLogger } from './telemetry/logger';
import { tuneCollector } from './tune-collector';

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const project = readProject(__dirname);
  const logger = createLogger(settings.logLevel, settings.logFormat);
  const started = startCatalog(project, compiledCode(__dirname), settings, logger);
  // Importing gRPC takes as long as a worker takes to start: the two go on at the same time.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { serve } = require('./server') as typeof import('./server');
  const starting = serve(started, settings, logger);
  onStopSignal(() => void starting.then(({ stop }) => stop()).catch(() => undefined));
  const server = await starting;
  tuneCollector();
  await server.stopped;
  process.exit(0);
}

main().catch((thrown: unknown) => {
  const problems = thrown instanceof ProblemsError ? `The server cannot start:\n${thrown.message}` : messageOf(thrown);
  process.stderr.write(`${problems}\n`);
  process.exit(1);
});
