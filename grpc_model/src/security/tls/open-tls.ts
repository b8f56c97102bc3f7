import type { Logger } from '../../contract';
import { formatProblem, ProblemsError, type Problem } from '../../core/problems';
import type { TlsMaterial, TlsSource } from '../../transport/tls-source';
import { readFiles, type Contents } from '../read-files';
import { watchFiles } from '../watch-files';
import { daysLeft, isTimeToWarn } from './expiry-warning';
import { readMaterial, type ReadMaterial, type TlsFiles } from './read-material';

export interface TlsSettings {
  /** Empty: no TLS. */
  readonly tlsCertFile: string;
  readonly tlsKeyFile: string;
  /** Empty: clients need no certificate. */
  readonly tlsClientCaFile: string;
  readonly secretsPollMs: number;
}

interface WatchedTlsOptions {
  readonly files: TlsFiles;
  readonly pollMs: number;
  /** What was read at the start. */
  readonly known: readonly Contents[];
  readonly logger: Logger;
  readonly now: () => number;
}

/** The files of TLS as they are now, or as they were when they were last good. */
export class WatchedTls implements TlsSource {
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #listeners: ((material: TlsMaterial) => void)[] = [];
  readonly #stop: () => void;
  #current: TlsMaterial;
  #expiresAtMs: number;
  #lastWarnedAtMs = -Infinity;

  constructor(current: TlsMaterial, expiresAtMs: number, { files, pollMs, known, logger, now }: WatchedTlsOptions) {
    this.#current = current;
    this.#expiresAtMs = expiresAtMs;
    this.#logger = logger;
    this.#now = now;
    this.#warnOfExpiry();
    this.#stop = watchFiles({
      paths: pathsOf(files),
      pollMs,
      known,
      onChange: (contents) => this.#take(readMaterial(files, contents, now())),
      onLook: () => this.#warnOfExpiry(),
    });
  }

  get current(): TlsMaterial {
    return this.#current;
  }

  /** When the first certificate of the chain in use ends, in milliseconds since 1970. */
  get expiresAtMs(): number {
    return this.#expiresAtMs;
  }

  onChange(listener: (material: TlsMaterial) => void): void {
    this.#listeners.push(listener);
  }

  /** Ends looking at the files. */
  close(): void {
    this.#stop();
  }

  #take({ material, expiresAtMs, problems }: ReadMaterial): void {
    if (material === undefined) {
      const reason = problems.map(formatProblem).join('\n');
      this.#logger.error('The files of TLS changed and are wrong; the certificate before them stays.', { reason });
      return;
    }
    this.#current = material;
    this.#expiresAtMs = expiresAtMs;
    this.#lastWarnedAtMs = -Infinity;
    for (const listener of this.#listeners) listener(material);
    const expiresAt = new Date(expiresAtMs).toISOString();
    this.#logger.info('New connections get the new certificate.', { expiresAt });
  }

  #warnOfExpiry(): void {
    const nowMs = this.#now();
    if (!isTimeToWarn(nowMs, this.#expiresAtMs, this.#lastWarnedAtMs)) return;
    this.#lastWarnedAtMs = nowMs;
    const days = daysLeft(nowMs, this.#expiresAtMs);
    const fields = { expiresAt: new Date(this.#expiresAtMs).toISOString(), daysLeft: days };
    if (days >= 0) this.#logger.warn('The certificate of TLS expires soon.', fields);
    else this.#logger.error('The certificate of TLS has expired: clients refuse it.', fields);
  }
}

/** Everything that is wrong with TLS. */
export async function checkTls(settings: TlsSettings, nowMs = Date.now()): Promise<readonly Problem[]> {
  const files = filesOf(settings);
  if (files === undefined) return [];
  return readMaterial(files, await readFiles(pathsOf(files)), nowMs).problems;
}

/**
 * Reads the files of TLS, and goes on looking at them. Files that become wrong change nothing.
 *
 * @returns undefined when no TLS is configured
 * @throws ProblemsError with everything that is wrong
 */
export async function openTls(
  settings: TlsSettings,
  logger: Logger,
  now: () => number = Date.now,
): Promise<WatchedTls | undefined> {
  const files = filesOf(settings);
  if (files === undefined) return undefined;
  const known = await readFiles(pathsOf(files));
  const { material, expiresAtMs, problems } = readMaterial(files, known, now());
  if (material === undefined) throw new ProblemsError(problems);
  return new WatchedTls(material, expiresAtMs, { files, pollMs: settings.secretsPollMs, known, logger, now });
}

function filesOf({ tlsCertFile, tlsKeyFile, tlsClientCaFile }: TlsSettings): TlsFiles | undefined {
  if (tlsCertFile === '') return undefined;
  const clientAuthorities = tlsClientCaFile === '' ? undefined : tlsClientCaFile;
  return { certificate: tlsCertFile, privateKey: tlsKeyFile, clientAuthorities };
}

function pathsOf({ certificate, privateKey, clientAuthorities }: TlsFiles): string[] {
  return [certificate, privateKey, clientAuthorities].filter((path) => path !== undefined);
}
