import type { Access, Gate, Visitor } from '../core/access';
import { ServingError } from '../core/errors';
import type { TokenEntry } from './parse-tokens';
import { decide, RULES, type Credentials } from './policy';
import type { Tokens } from './tokens';

/** Longer than any token; what is longer is not even hashed. */
const MAX_HEADER_CHARS = 1024;

/** What the standard for bearer tokens (RFC 6750) takes for one. A comma, as between two of them, is not part of it. */
const BEARER = /^bearer +([\w.~+/-]+=*)$/i;

interface Presented {
  readonly credentials: Credentials;
  readonly entry?: TokenEntry;
  /** Why they are invalid. */
  readonly reason?: string;
}

const NOTHING: Presented = { credentials: 'none' };

/** The policy over the tokens that are known at the moment of each call. */
export function createGate(tokens: Tokens, now: () => number = Date.now): Gate {
  return {
    admit(access: Access, { isLoopback, authorization }: Visitor): string | undefined {
      if (access === 'open') return undefined;
      const hasTokens = tokens.areConfigured;
      const presented = hasTokens && authorization !== undefined ? present(authorization, tokens, now()) : NOTHING;
      const { credentials, entry } = presented;
      const verdict = decide({ access, isLoopback, hasTokens, credentials });
      if (verdict === 'admitted') return entry?.name;
      const why = verdict === 'unauthenticated' ? whyUnauthenticated(presented) : whyDenied(entry);
      throw new ServingError(verdict, `${why} ${whatIsNeeded(access, hasTokens)}`);
    },
  };
}

function present(authorization: string, tokens: Tokens, nowMs: number): Presented {
  const [, token] = authorization.length > MAX_HEADER_CHARS ? [] : (BEARER.exec(authorization) ?? []);
  if (token === undefined) {
    return { credentials: 'invalid', reason: 'The authorization is not "Bearer <token>" with one token.' };
  }
  const entry = tokens.find(token);
  if (entry === undefined) return { credentials: 'invalid', reason: 'The token is not known here.' };
  const { name, roles, expiresAtMs } = entry;
  if (expiresAtMs > nowMs) return { credentials: roles, entry };
  const moment = new Date(expiresAtMs).toISOString();
  return { credentials: 'invalid', reason: `The token ${name} expired at ${moment}; ask for a new one.` };
}

function whyUnauthenticated({ reason }: Presented): string {
  return reason ?? 'No token: send "authorization: Bearer <token>".';
}

function whyDenied(entry: TokenEntry | undefined): string {
  if (entry !== undefined) return `The token ${entry.name} has the roles ${entry.roles.join(', ')}.`;
  return 'No tokens are configured (AUTH_TOKENS_FILE, AUTH_TOKENS).';
}

function whatIsNeeded(access: Exclude<Access, 'open'>, hasTokens: boolean): string {
  const { roles, free } = RULES[access];
  const needed = `a token with the role ${roles.join(' or ')}`;
  if (free === 'without-tokens') return `This call needs ${needed}.`;
  return `This call needs ${needed}, or a caller on the server's own machine${hasTokens ? '' : ', and only that is possible now'}.`;
}
