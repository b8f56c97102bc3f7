import { readProject } from '../../config/project';
import { ProcessTerminal } from '../process-terminal';
import { runVerb } from '../run-verb';
import { init, INIT_USAGE } from './init';

const { folder } = readProject(__dirname);
void runVerb(INIT_USAGE, (argv, terminal) => init(folder, argv, terminal), new ProcessTerminal());
