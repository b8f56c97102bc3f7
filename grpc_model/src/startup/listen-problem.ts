import { messageOf } from '../core/errors';
import { ProblemsError, type Problem } from '../core/problems';

interface Meaning {
  readonly found: string;
  readonly expected: string;
}

/**
 * Says why a listener cannot listen, and how that is mended.
 *
 * @param thrown what listening failed with, gRPC's collected errors, too
 * @param setting the variable of its port
 * @param address what was tried: `<host>:<port>`
 */
export function listenProblem(thrown: unknown, setting: string, address: string): ProblemsError {
  const code = codeOf(thrown);
  const { found, expected } = meaningOf(code, setting, messageOf(thrown));
  const problem: Problem = { file: 'listener', key: setting, found: `${address}, ${found}`, expected };
  return new ProblemsError([problem]);
}

function meaningOf(code: string | undefined, setting: string, message: string): Meaning {
  const host = hostSettingOf(setting);
  switch (code) {
    case 'EADDRINUSE':
      return {
        found: `which another process has taken (${code})`,
        expected: `a port that is free: stop that process, or give another port; ${setting}=0 takes a free one`,
      };
    case 'EACCES':
    case 'EPERM':
      return {
        found: `which this user may not open (${code})`,
        expected: `a port from 1024: lower ones are the administrator's; ${setting}=0 takes a free one`,
      };
    case 'EADDRNOTAVAIL':
      return {
        found: `which is no address of this machine (${code})`,
        expected: `an address that it has in ${host}: 127.0.0.1 for this machine alone, 0.0.0.0 for all of its own`,
      };
    case 'EAFNOSUPPORT':
      return {
        found: `an address of a kind that this machine has not (${code})`,
        expected: `one of the other kind in ${host}, such as 0.0.0.0 where there is no IPv6`,
      };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return {
        found: `whose name this machine cannot resolve (${code})`,
        expected: `an address, or a name that it knows, in ${host}`,
      };
    default:
      return {
        found: `where the server cannot listen (${oneLine(message)})`,
        expected: `another address in ${host}, or another port; ${setting}=0 takes a free one`,
      };
  }
}

/** gRPC has no code on its error, only the texts of those that it tried. */
function codeOf(thrown: unknown): string | undefined {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
  if (typeof code === 'string') return code;
  return /\b(EADDRINUSE|EACCES|EPERM|EADDRNOTAVAIL|EAFNOSUPPORT|ENOTFOUND|EAI_AGAIN)\b/.exec(messageOf(thrown))?.[1];
}

/** The setting that has the host of a port; some have both. */
function hostSettingOf(setting: string): string {
  if (setting === 'PSC_MODEL_PORT') return 'GRPC_HOST';
  return setting.replace(/_PORT$/, '_HOST');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, 200);
}
