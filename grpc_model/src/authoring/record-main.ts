import { dirname } from 'node:path';
import { readProject } from '../config/project';
import { ProcessTerminal } from './process-terminal';
import { record, RECORD_USAGE } from './record';
import { runVerb } from './run-verb';

/** The folder of the compiled server, around this very file. */
const server = dirname(__dirname);

void runVerb(
  RECORD_USAGE,
  (argv, terminal) => record(argv, terminal, readProject(__dirname), server),
  new ProcessTerminal(),
);
