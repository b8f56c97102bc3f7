import { ProcessTerminal } from '../process-terminal';
import { runVerb } from '../run-verb';
import { token, TOKEN_USAGE } from './token';

void runVerb(TOKEN_USAGE, token, new ProcessTerminal());
