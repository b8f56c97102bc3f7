import { readFileSync } from 'node:fs';
import { integer } from '../../config/parsers';
import { messageOf } from '../../core/errors';
import type { ClientTls } from '../credentials';
import { UsageError } from './usage-error';

type Environment = Readonly<Record<string, string | undefined>>;

/** What every command of a client says of its connection. */
export const CONNECTION_USAGE = `  --host NAME         default localhost
  --port N            default: PSC_MODEL_PORT, or 45000
  --tls               encrypt, and trust the authorities that Node knows
  --tls-ca FILE       encrypt, and trust these authorities (PEM)
  --tls-cert FILE     the client's own certificate (PEM), for a server that asks for one
  --tls-key FILE      its key
  --token-file FILE   the token to show; default: MODEL_TOKEN. A flag of its own would be seen by the whole machine.`;

/** For the standard parser. */
export const CONNECTION_FLAGS = {
  host: { type: 'string', default: 'localhost' },
  port: { type: 'string' },
  tls: { type: 'boolean', default: false },
  'tls-ca': { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'token-file': { type: 'string' },
} as const;

/** What the standard parser makes of them. */
export interface ConnectionValues {
  readonly host: string;
  readonly port?: string | undefined;
  readonly tls: boolean;
  readonly 'tls-ca'?: string | undefined;
  readonly 'tls-cert'?: string | undefined;
  readonly 'tls-key'?: string | undefined;
  readonly 'token-file'?: string | undefined;
}

export interface ConnectionArguments {
  readonly host: string;
  readonly port: number;
  /** Undefined: nothing is encrypted. */
  readonly tls: ClientTls | undefined;
  readonly token: string | undefined;
}

/** @throws UsageError */
export function parseConnection(values: ConnectionValues, environment: Environment): ConnectionArguments {
  return {
    host: values.host,
    port: parsePort(values.port ?? environment['PSC_MODEL_PORT'] ?? '45000'),
    tls: parseTls(values),
    token: parseToken(values['token-file'], environment),
  };
}

function parsePort(text: string): number {
  const { parse, expected } = integer(1, 65_535);
  const port = parse(text);
  if (port === undefined) throw new UsageError(`--port ${text}: expected ${expected}.`);
  return port;
}

function parseTls({ tls, ...files }: ConnectionValues): ClientTls | undefined {
  const authorities = readOptional('--tls-ca', files['tls-ca']);
  const certificate = readOptional('--tls-cert', files['tls-cert']);
  const privateKey = readOptional('--tls-key', files['tls-key']);
  if ((certificate === undefined) !== (privateKey === undefined))
    throw new UsageError('Of --tls-cert and --tls-key one is given; a certificate needs its key, so give both.');
  const isAsked = tls || authorities !== undefined || certificate !== undefined;
  return isAsked ? { authorities, certificate, privateKey } : undefined;
}

function parseToken(file: string | undefined, environment: Environment): string | undefined {
  const token = (readOptional('--token-file', file)?.toString('utf8') ?? environment['MODEL_TOKEN'])?.trim();
  if (token === undefined || token === '') return undefined;
  // Whatever it is, it is not shown.
  if (!/^[!-~]+$/.test(token))
    throw new UsageError('The token has characters that none has; expected one word, as it was handed out.');
  return token;
}

function readOptional(flag: string, file: string | undefined): Buffer | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file);
  } catch (thrown) {
    throw new UsageError(`${flag} ${file}: ${messageOf(thrown)}`);
  }
}
