import { readProject } from '../../config/project';
import { ProcessTerminal } from '../process-terminal';
import { runVerb } from '../run-verb';
import { check, CHECK_USAGE } from './check';

void runVerb(CHECK_USAGE, (argv, terminal) => check(argv, terminal, readProject(__dirname)), new ProcessTerminal());
