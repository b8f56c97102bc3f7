import { createHash, randomBytes } from 'node:crypto';

/** So that a token that lies about is recognised for what it is, by people and by scanners for secrets. */
const PREFIX = 'mct_';

const TOKEN_BYTES = 32;

/** A fresh token. */
export function makeToken(): string {
  return `${PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`;
}

/**
 * The SHA-256 of a token. What is slow on purpose, such as scrypt, protects what people think up, which can be guessed. A
 * token is 256 random bits: nobody can try even a small part of them, and a slow hash would cost every call instead.
 */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
