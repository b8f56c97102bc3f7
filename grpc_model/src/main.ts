import { onStopSignal } from './stop-signals';
import { forgetSecrets } from './config/forget-secrets';
import { readProject } from './config/project';
import { settingsHelp } from './config/settings-help';
import { readStartOptions, type StartOptions } from './config/start-options';
import { messageOf } from './core/errors';
import { ProblemsError } from './core/problems';
import { nameSourcesInStacks } from './execution/source-stacks';
import { compiledCode } from './compiled-code';
import { linkOpenerAhead } from './execution/link-opener';
import { tuneCollector } from './tune-collector';

const print = (text: string) => void process.stdout.write(text);

async function main(): Promise<void> {
  const options = readStartOptions(process.argv.slice(2), process.env);
  if (options.action === 'help') return print(settingsHelp());
  const project = readProject(__dirname);
  if (options.action === 'version') return print(`${project.version}\n`);
  if (options.action === 'check') {
    onStopSignal(() => process.exit(1));
    // What serving does not need is not loaded for it: somebody waits for the first answer.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { checkStart } = require('./check-start') as typeof import('./check-start');
    process.exitCode = await checkStart(options, project, compiledCode(__dirname), print);
    return;
  }
  await serveUntilStopped(options);
}

async function serveUntilStopped({ settings, problems, warnings }: StartOptions): Promise<void> {
  if (problems.length > 0) throw new ProblemsError(problems);
  forgetSecrets(process.env);
  const code = compiledCode(__dirname);
  // A worker takes as long to start as everything below takes to import: they go on at the same time.
  const openLink = linkOpenerAhead({ workerMain: code.workerMain, ...settings });
  /* eslint-disable @typescript-eslint/no-require-imports */
  const { createLogger } = require('./telemetry/logger') as typeof import('./telemetry/logger');
  const { startCatalog } = require('./start-catalog') as typeof import('./start-catalog');
  const logger = createLogger(settings.logLevel, settings.logFormat);
  for (const warning of warnings) logger.warn(warning);
  const started = startCatalog(readProject(__dirname), code, openLink, settings, logger);
  const { serve } = require('./server') as typeof import('./server');
  const { tellStart } = require('./tell-start') as typeof import('./tell-start');
  /* eslint-enable @typescript-eslint/no-require-imports */
  const starting = serve(started, settings, logger);
  onStopSignal(() => void starting.then(({ stop }) => stop()).catch(() => undefined));
  const server = await starting;
  tuneCollector();
  void tellStart(server, settings, logger);
  await server.stopped;
  process.exit(0);
}

nameSourcesInStacks();
main().catch((thrown: unknown) => {
  const problems = thrown instanceof ProblemsError ? `The server cannot start:\n${thrown.message}` : messageOf(thrown);
  process.stderr.write(`${problems}\n`);
  process.exit(1);
});
