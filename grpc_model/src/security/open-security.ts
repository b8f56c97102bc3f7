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
  const [tokens, tls] = await Promise.allSettled([openTokens(settings, logger), openTls(settings, logger)]);
  if (tokens.status === 'fulfilled' && tls.status === 'fulfilled') {
    const close = () => {
      tokens.value.close();
      tls.value?.close();
    };
    return { gate: createGate(tokens.value), tls: tls.value, close };
  }
  if (tokens.status === 'fulfilled') tokens.value.close();
  if (tls.status === 'fulfilled') tls.value?.close();
  throw new ProblemsError([...problemsOf(tokens), ...problemsOf(tls)]);
}

/** @throws what was thrown and is no list of problems */
function problemsOf(opened: PromiseSettledResult<unknown>): readonly Problem[] {
  if (opened.status === 'fulfilled') return [];
  if (opened.reason instanceof ProblemsError) return opened.reason.problems;
  throw opened.reason;
}
