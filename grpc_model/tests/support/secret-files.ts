import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Identity } from './certificates';

/** A folder of files that settings name, and that a test changes. */
export class SecretFiles implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'secrets-'));

  path(name: string): string {
    return join(this.#folder, name);
  }

  /** Writes a file as operators should: beside it, then in its place, so that nobody reads half of it. */
  write(name: string, text: string): string {
    writeFileSync(`${this.path(name)}.new`, text);
    renameSync(`${this.path(name)}.new`, this.path(name));
    return this.path(name);
  }

  /** Settings of TLS over files with these. */
  tlsSettings({ certificate, privateKey }: Identity, clientAuthority?: Identity) {
    return {
      tlsCertFile: this.write('tls.crt', certificate),
      tlsKeyFile: this.write('tls.key', privateKey),
      tlsClientCaFile: clientAuthority === undefined ? '' : this.write('clients.crt', clientAuthority.certificate),
      secretsPollMs: 5,
    };
  }

  remove(name: string): void {
    rmSync(this.path(name));
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}
