import { makeToken, tokenHash } from '../../src/security/token-hash';

/** A token as a caller has it, and as the server knows it. */
export interface TestToken {
  readonly text: string;
  readonly line: string;
  /** The metadata, or header, that presents it. */
  readonly headers: { readonly authorization: string };
}

export function testToken(name: string, roles: string, option = ''): TestToken {
  const text = makeToken();
  const line = `${name} ${roles} sha256:${tokenHash(text).toString('hex')} ${option}`.trim();
  return { text, line, headers: { authorization: `Bearer ${text}` } };
}

/** What a log must never hold of a token. */
export function secretsOf({ text, line }: TestToken): string[] {
  return [text, text.slice(4), line.split('sha256:')[1]!.split(' ')[0]!];
}
