import type { Visitor } from '../../../src/core/access';
import { ServingError } from '../../../src/core/errors';
import { createGate } from '../../../src/security/gate';
import { parseTokens } from '../../../src/security/parse-tokens';
import { Tokens } from '../../../src/security/tokens';
import { secretsOf, testToken } from '../../support/tokens';

const NOW_MS = Date.UTC(2026, 5, 1);

const ci = testToken('ci', 'predict');
const scraper = testToken('scraper', 'metrics');
const old = testToken('old', 'predict', 'expires=2026-06-01');
const good = testToken('good', 'predict', 'expires=2026-06-01T00:00:01Z');

const lines = [ci, scraper, old, good].map(({ line }) => line).join('\n');
const { entries } = parseTokens(lines, { file: 'tokens', key: '', separator: '\n' });
const gate = createGate(new Tokens(true, entries), () => NOW_MS);

const remote = (authorization?: string): Visitor => ({ isLoopback: false, authorization });

function refusal(call: () => unknown): ServingError {
  try {
    call();
  } catch (thrown) {
    if (thrown instanceof ServingError) return thrown;
  }
  throw new Error('It was not refused.');
}

describe('the gate', () => {
  it.each(['Bearer', 'bearer', 'BEARER'])('takes a token after %s, and tells its name', (scheme) => {
    expect(gate.admit('predict', remote(`${scheme} ${ci.text}`))).toBe('ci');
  });

  it('tells the name of a token that was not needed', () => {
    expect(gate.admit('control', { isLoopback: true, authorization: ci.headers.authorization })).toBe('ci');
    expect(gate.admit('control', { isLoopback: true, authorization: undefined })).toBeUndefined();
  });

  it('takes a token up to the moment when it expires, and not from then on', () => {
    expect(gate.admit('predict', remote(good.headers.authorization))).toBe('good');
    const error = refusal(() => gate.admit('predict', remote(old.headers.authorization)));
    expect(error.code).toBe('unauthenticated');
    expect(error.message).toContain('The token old expired at 2026-06-01T00:00:00.000Z');
  });

  it.each([
    ['', 'not "Bearer <token>"'],
    ['Basic Y2k6c2VjcmV0', 'not "Bearer <token>"'],
    [ci.text, 'not "Bearer <token>"'],
    [`Bearer ${ci.text} `, 'not "Bearer <token>"'],
    [`Bearer ${ci.text}, Bearer ${ci.text}`, 'not "Bearer <token>"'],
    [`Bearer ${'x'.repeat(2000)}`, 'not "Bearer <token>"'],
    [`Bearer ${ci.text.slice(0, -1)}`, 'not known'],
    [`Bearer ${ci.text}x`, 'not known'],
    ['Bearer \0', 'not "Bearer <token>"'],
  ])('refuses %j even where nothing is needed', (authorization, message) => {
    for (const isLoopback of [true, false]) {
      const error = refusal(() => gate.admit('control', { isLoopback, authorization }));
      expect(error.code).toBe('unauthenticated');
      expect(error.message).toContain(message);
    }
  });

  it('looks at nothing where everybody may call', () => {
    expect(gate.admit('open', remote('Bearer nonsense'))).toBeUndefined();
  });

  it('says what to send, and which role is missing', () => {
    expect(refusal(() => gate.admit('predict', remote())).message).toBe(
      'No token: send "authorization: Bearer <token>". This call needs a token with the role predict or admin.',
    );
    const denied = refusal(() => gate.admit('control', remote(scraper.headers.authorization)));
    expect(denied.code).toBe('permission-denied');
    expect(denied.message).toBe(
      "The token scraper has the roles metrics. This call needs a token with the role admin, or a caller on the server's own machine.",
    );
  });

  it('says that no tokens are configured', () => {
    const { code, message } = refusal(() => createGate(new Tokens(false, [])).admit('control', remote()));
    expect(code).toBe('permission-denied');
    expect(message).toContain('No tokens are configured (AUTH_TOKENS_FILE, AUTH_TOKENS).');
  });

  it('never repeats a token or a part of one', () => {
    const almost = `${ci.text.slice(0, -1)}!`;
    for (const given of [ci.text, scraper.text, old.text, almost, `${ci.text}x`]) {
      const { message } = refusal(() => gate.admit('control', remote(`Bearer ${given}`)));
      for (const secret of [ci, scraper, old].flatMap(secretsOf)) {
        expect(message).not.toContain(secret);
        expect(message).not.toContain(secret.slice(0, 12));
      }
    }
  });
});
