import { readProject } from '../config/project';
import { newVersion, NEW_VERSION_USAGE } from './new-version';
import { ProcessTerminal } from './process-terminal';
import { runVerb } from './run-verb';

void runVerb(
  NEW_VERSION_USAGE,
  (argv, terminal) => newVersion(argv, terminal, readProject(__dirname)),
  new ProcessTerminal(),
);
