import type { Access } from '../core/access';
import type { Role } from './roles';

/** What a caller has shown: nothing, something that is no valid token, or a token with these roles. */
export type Credentials = 'none' | 'invalid' | readonly Role[];

export interface Situation {
  readonly access: Access;
  /** The connection's other end is this machine. */
  readonly isLoopback: boolean;
  /** Tokens are configured, even if there is none at the moment. */
  readonly hasTokens: boolean;
  readonly credentials: Credentials;
}

export type Verdict = 'admitted' | 'unauthenticated' | 'permission-denied';

interface Rule {
  /** Each of these is enough. */
  readonly roles: readonly Role[];
  /** Who needs no token: everybody as long as none are configured, or callers on this machine. */
  readonly free: 'without-tokens' | 'on-loopback';
}

/** What each access but `open` needs. */
export const RULES: Readonly<Record<Exclude<Access, 'open'>, Rule>> = {
  predict: { roles: ['predict', 'admin'], free: 'without-tokens' },
  train: { roles: ['train', 'admin'], free: 'without-tokens' },
  scrape: { roles: ['metrics', 'admin'], free: 'without-tokens' },
  observe: { roles: ['metrics', 'admin'], free: 'on-loopback' },
  control: { roles: ['admin'], free: 'on-loopback' },
};

/**
 * The security policy. Whoever presents something that is not valid is told so, even where nothing was needed; as long as
 * no tokens are configured there is nothing to compare with, and what a proxy may have added is not looked at.
 */
export function decide({ access, isLoopback, hasTokens, credentials }: Situation): Verdict {
  if (access === 'open') return 'admitted';
  const { roles, free } = RULES[access];
  const isFree = free === 'on-loopback' ? isLoopback : !hasTokens;
  if (!hasTokens) return isFree ? 'admitted' : 'permission-denied';
  if (credentials === 'invalid') return 'unauthenticated';
  if (isFree) return 'admitted';
  if (credentials === 'none') return 'unauthenticated';
  return credentials.some((role) => roles.includes(role)) ? 'admitted' : 'permission-denied';
}
