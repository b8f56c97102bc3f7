import { resolve } from 'node:path';
import { readProject } from '../../config/project';
import { ProcessTerminal } from '../process-terminal';
import { runVerb } from '../run-verb';
import { record, RECORD_USAGE } from './record';

/** The folder of the compiled server, around this very file. */
const server = resolve(__dirname, '../..');

void runVerb(
  RECORD_USAGE,
  (argv, terminal) => record(argv, terminal, readProject(__dirname), server),
  new ProcessTerminal(),
);
