import type { Logger } from '../contract';
import type { Gate } from '../core/access';
import { ProblemsError, type Problem } from '../core/problems';
import { createGate } from './gate';
import { checkTokens, openTokens, type TokenSettings } from './open-tokens';
import { checkTls, openTls, type TlsSettings, type WatchedTls } from './tls/open-tls';

export interface SecuritySettings extends TokenSettings, TlsSettings {}

/** Who may call what, and how connections are protected. */
export interface Security {
  readonly gate: Gate;
  /** Undefined when no TLS is configured. */
  readonly tls: WatchedTls | undefined;
  /** Ends looking at the files. */
  readonly close: () => void;
}

/** Everything that is wrong with tokens and TLS. */
export async function checkSecurity(settings: SecuritySettings): Promise<readonly Problem[]> {
  return [...(await checkTokens(settings)), ...(await checkTls(settings))];
}

/** @throws ProblemsError with everything that is wrong with tokens and TLS */
export async function openSecurity(settings: SecuritySettings, logger: Logger): Promise<Security> {
  const problems = await checkSecurity(settings);
  if (problems.length > 0) throw new ProblemsError(problems);
  const tokens = await openTokens(settings, logger);
  const tls = await openTls(settings, logger);
  const close = () => {
    tokens.close();
    tls?.close();
  };
  return { gate: createGate(tokens), tls, close };
}
