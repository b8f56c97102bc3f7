import { logVerbosity, setLogVerbosity } from '@grpc/grpc-js';

/** Where an operator asks grpc-js for its own log. */
const ASKED_FOR = ['GRPC_VERBOSITY', 'GRPC_NODE_VERBOSITY'];

/**
 * Has grpc-js write nothing by itself, unless the environment asks for it. It quotes on standard error, unescaped, each
 * header that it cannot take: a caller would write what it likes there, and a token with a tab in it would be told to everybody
 * who reads the log. What else it says of a server is thrown as well.
 */
export function quietGrpc(environment: NodeJS.ProcessEnv): void {
  if (ASKED_FOR.some((variable) => (environment[variable] ?? '') !== '')) return;
  setLogVerbosity(logVerbosity.NONE);
}
