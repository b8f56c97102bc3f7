import { readProject } from '../config/project';
import { check, CHECK_USAGE } from './check';
import { ProcessTerminal } from './process-terminal';
import { runVerb } from './run-verb';

void runVerb(CHECK_USAGE, (argv, terminal) => check(argv, terminal, readProject(__dirname)), new ProcessTerminal());
