import { generate } from 'selfsigned';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A certificate and its key, in PEM. */
export interface Identity {
  readonly certificate: string;
  readonly privateKey: string;
}

export interface CertificateOptions {
  readonly name: string;
  /** Signs it; without one it signs itself, and may sign others. */
  readonly authority?: Identity;
  /** From and to, in days from now. */
  readonly days?: readonly [number, number];
}

/** A certificate for `localhost` and 127.0.0.1, with an elliptic curve, which takes milliseconds. */
export async function makeCertificate({ name, authority, days = [-1, 30] }: CertificateOptions): Promise<Identity> {
  const isAuthority = authority === undefined;
  const [notBeforeDate, notAfterDate] = days.map((day) => new Date(Date.now() + day * DAY_MS));
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: notBeforeDate!,
    notAfterDate: notAfterDate!,
    ...(isAuthority ? {} : { ca: { cert: authority.certificate, key: authority.privateKey } }),
    extensions: [
      { name: 'basicConstraints', cA: isAuthority, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: isAuthority },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  // Without the line end, files of several certificates would be damaged.
  return { certificate: `${made.cert.trim()}\n`, privateKey: `${made.private.trim()}\n` };
}
