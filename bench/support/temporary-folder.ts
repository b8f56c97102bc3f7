import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onExit } from './clean-up';

/** A folder that is gone with its user, or with the process. */
export class TemporaryFolder implements Disposable {
  readonly path: string;
  readonly #forget: () => void;

  /** @param purpose a part of its name */
  constructor(purpose: string) {
    this.path = mkdtempSync(join(tmpdir(), `bench-${purpose}-`));
    this.#forget = onExit(() => this.#remove());
  }

  #remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  [Symbol.dispose](): void {
    this.#remove();
    this.#forget();
  }
}
