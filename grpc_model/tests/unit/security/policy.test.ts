import { ACCESSES, type Access } from '../../../src/core/access';
import { decide, type Credentials, type Verdict } from '../../../src/security/policy';
import { ROLES } from '../../../src/security/roles';

const admitted: Verdict = 'admitted';
const unauthenticated: Verdict = 'unauthenticated';
const denied: Verdict = 'permission-denied';

/** What a caller shows, in the order of the columns below. */
const SHOWN: readonly Credentials[] = ['none', 'invalid', ['predict'], ['train'], ['metrics'], ['admin']];

type Row = readonly [Access, 'loopback' | 'remote', readonly Verdict[]];

/** With tokens configured. */
const WITH_TOKENS: readonly Row[] = [
  // access, from         none             invalid          predict   train     metrics   admin
  ['open', 'loopback', [admitted, admitted, admitted, admitted, admitted, admitted]],
  ['open', 'remote', [admitted, admitted, admitted, admitted, admitted, admitted]],
  ['predict', 'loopback', [unauthenticated, unauthenticated, admitted, denied, denied, admitted]],
  ['predict', 'remote', [unauthenticated, unauthenticated, admitted, denied, denied, admitted]],
  ['train', 'loopback', [unauthenticated, unauthenticated, denied, admitted, denied, admitted]],
  ['train', 'remote', [unauthenticated, unauthenticated, denied, admitted, denied, admitted]],
  ['scrape', 'loopback', [unauthenticated, unauthenticated, denied, denied, admitted, admitted]],
  ['scrape', 'remote', [unauthenticated, unauthenticated, denied, denied, admitted, admitted]],
  ['observe', 'loopback', [admitted, unauthenticated, admitted, admitted, admitted, admitted]],
  ['observe', 'remote', [unauthenticated, unauthenticated, denied, denied, admitted, admitted]],
  ['control', 'loopback', [admitted, unauthenticated, admitted, admitted, admitted, admitted]],
  ['control', 'remote', [unauthenticated, unauthenticated, denied, denied, denied, admitted]],
];

/** Without tokens there is nothing to compare with: what a caller shows makes no difference. */
const WITHOUT_TOKENS: readonly (readonly [Access, 'loopback' | 'remote', Verdict])[] = [
  ['open', 'loopback', admitted],
  ['open', 'remote', admitted],
  ['predict', 'loopback', admitted],
  ['predict', 'remote', admitted],
  ['train', 'loopback', admitted],
  ['train', 'remote', admitted],
  ['scrape', 'loopback', admitted],
  ['scrape', 'remote', admitted],
  ['observe', 'loopback', admitted],
  ['observe', 'remote', denied],
  ['control', 'loopback', admitted],
  ['control', 'remote', denied],
];

const verdicts = (access: Access, from: string, hasTokens: boolean) =>
  SHOWN.map((credentials) => decide({ access, isLoopback: from === 'loopback', hasTokens, credentials }));

describe('the security policy', () => {
  it.each(WITH_TOKENS)('with tokens configured: %s from %s', (access, from, expected) => {
    expect(verdicts(access, from, true)).toEqual(expected);
  });

  it.each(WITHOUT_TOKENS)('without tokens: %s from %s', (access, from, expected) => {
    expect(verdicts(access, from, false)).toEqual(SHOWN.map(() => expected));
  });

  it('is told for every access, from everywhere, and for every role', () => {
    expect(new Set(WITH_TOKENS.map(([access, from]) => `${access} ${from}`)).size).toBe(2 * ACCESSES.length);
    expect(WITHOUT_TOKENS).toHaveLength(2 * ACCESSES.length);
    expect(SHOWN.flat()).toEqual(expect.arrayContaining([...ROLES]));
  });

  it('takes one role of several', () => {
    const credentials = ['metrics', 'predict'] as const;
    expect(decide({ access: 'predict', isLoopback: false, hasTokens: true, credentials })).toBe(admitted);
  });

  // A gRPC port relies on it: it asks nobody when a stranger would be let in.
  it('refuses nobody where it lets in a stranger without anything', () => {
    for (const access of ACCESSES)
      for (const hasTokens of [true, false]) {
        if (decide({ access, isLoopback: false, hasTokens, credentials: 'none' }) !== admitted) continue;
        for (const from of ['loopback', 'remote'])
          expect(verdicts(access, from, hasTokens)).toEqual(SHOWN.map(() => admitted));
      }
  });
});
