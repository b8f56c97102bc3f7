// For the container's test: a certificate of localhost with its key, a token, and the file that lists it, in a folder.
//
//   node scripts/make-test-secrets.mjs FOLDER
import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';

const folder = process.argv[2];
const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
  keyType: 'ec',
  algorithm: 'sha256',
  extensions: [
    { name: 'basicConstraints', cA: true },
    { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
  ],
});
const token = randomBytes(32).toString('base64url');
const hash = createHash('sha256').update(token).digest('hex');
writeFileSync(join(folder, 'certificate.pem'), cert);
writeFileSync(join(folder, 'key.pem'), key);
writeFileSync(join(folder, 'token'), token);
writeFileSync(join(folder, 'tokens'), `container-test predict sha256:${hash}\n`);
