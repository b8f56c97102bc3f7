import { readProject } from '../../config/project';
import { ProcessTerminal } from '../process-terminal';
import { runVerb } from '../run-verb';
import { newVersion, NEW_VERSION_USAGE } from './new-version';

void runVerb(
  NEW_VERSION_USAGE,
  (argv, terminal) => newVersion(argv, terminal, readProject(__dirname)),
  new ProcessTerminal(),
);
