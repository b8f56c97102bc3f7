import { timingSafeEqual } from 'node:crypto';
import type { TokenEntry } from './parse-tokens';
import { tokenHash } from './token-hash';

/** The tokens that are known now. */
export class Tokens {
  /** Tokens are configured, even if there is none at the moment: then everybody who needs one is refused. */
  readonly areConfigured: boolean;
  #entries: readonly TokenEntry[];
  readonly #stop: () => void;

  /** @param stop ends looking for changes */
  constructor(areConfigured: boolean, entries: readonly TokenEntry[], stop: () => void = () => undefined) {
    this.areConfigured = areConfigured;
    this.#entries = entries;
    this.#stop = stop;
  }

  replace(entries: readonly TokenEntry[]): void {
    this.#entries = entries;
  }

  /** The entry of a token, expired or not. Takes as long whichever it is, and whether there is one. */
  find(token: string): TokenEntry | undefined {
    const hash = tokenHash(token);
    let found: TokenEntry | undefined;
    for (const entry of this.#entries) if (timingSafeEqual(hash, entry.hash)) found = entry;
    return found;
  }

  close(): void {
    this.#stop();
  }
}
