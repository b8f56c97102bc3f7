import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConnection, type ConnectionValues } from '../../../src/clients/cli/connection-flags';
import { UsageError } from '../../../src/clients/cli/usage-error';

const NOTHING: ConnectionValues = { host: 'localhost', tls: false };
const SECRET = 'mct_0123456789';

describe('parseConnection', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'connection-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  const fileWith = (content: string): string => {
    const path = join(folder, `${content.length}.txt`);
    writeFileSync(path, content);
    return path;
  };

  it('encrypts when it is asked to, by name or by what only makes sense then', () => {
    expect(parseConnection(NOTHING, {}).tls).toBeUndefined();
    expect(parseConnection({ ...NOTHING, tls: true }, {}).tls).toEqual({});
    const authorities = fileWith('authorities');
    expect(parseConnection({ ...NOTHING, 'tls-ca': authorities }, {}).tls).toEqual({
      authorities: Buffer.from('authorities'),
    });
  });

  it('takes a token from a file, or else from the environment, without the line that ends it', () => {
    const environment = { MODEL_TOKEN: 'from-the-environment' };
    expect(parseConnection(NOTHING, environment).token).toBe('from-the-environment');
    expect(parseConnection({ ...NOTHING, 'token-file': fileWith(`${SECRET}\n`) }, environment).token).toBe(SECRET);
    expect(parseConnection(NOTHING, { MODEL_TOKEN: '' }).token).toBeUndefined();
  });

  it('refuses a certificate without its key', () => {
    expect(() => parseConnection({ ...NOTHING, 'tls-cert': fileWith('certificate') }, {})).toThrow('give both');
  });

  it('names the file that cannot be read', () => {
    expect(() => parseConnection({ ...NOTHING, 'tls-ca': join(folder, 'none.pem') }, {})).toThrow(UsageError);
    expect(() => parseConnection({ ...NOTHING, 'tls-ca': join(folder, 'none.pem') }, {})).toThrow('none.pem');
  });

  it('does not show a token that cannot be one', () => {
    const parse = () => parseConnection(NOTHING, { MODEL_TOKEN: `${SECRET} and more` });
    expect(parse).toThrow('The token has characters that none has');
    expect(parse).not.toThrow(SECRET);
  });
});
