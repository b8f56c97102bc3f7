import { parseMoment, parseTokens } from '../../../src/security/parse-tokens';

const HASH = 'ab'.repeat(32);
const OTHER_HASH = 'cd'.repeat(32);

const parse = (text: string) => parseTokens(text, { file: 'tokens', key: 'AUTH_TOKENS_FILE', separator: '\n' });

describe('parseTokens', () => {
  it('reads names, roles, hashes and dates of expiry', () => {
    const { entries, problems } = parse(
      `# callers\n\nci predict,metrics sha256:${HASH}\r\n  night.job admin sha256:${OTHER_HASH.toUpperCase()}  expires=2026-12-31 # until then\n`,
    );
    expect(problems).toEqual([]);
    expect(entries).toEqual([
      { name: 'ci', roles: ['predict', 'metrics'], hash: Buffer.from(HASH, 'hex'), expiresAtMs: Infinity },
      {
        name: 'night.job',
        roles: ['admin'],
        hash: Buffer.from(OTHER_HASH, 'hex'),
        expiresAtMs: Date.UTC(2026, 11, 31),
      },
    ]);
  });

  it('reads the same between semicolons', () => {
    const line = (name: string, hash: string) => `${name} predict sha256:${hash}`;
    const text = `${line('a', HASH)} ; ${line('b', OTHER_HASH)};`;
    const { entries } = parseTokens(text, { file: 'environment', key: 'AUTH_TOKENS', separator: ';' });
    expect(entries.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('takes two tokens of one name, as while one replaces the other', () => {
    const { entries, problems } = parse(`ci predict sha256:${HASH}\nci predict sha256:${OTHER_HASH}`);
    expect(problems).toEqual([]);
    expect(entries).toHaveLength(2);
  });

  it.each([
    ['ci predict', '2 words'],
    [`ci predict sha256:${HASH} expires=2026-12-31 more`, '5 words'],
    [`c/i predict sha256:${HASH}`, 'another name'],
    [`ci predict,root sha256:${HASH}`, 'no role'],
    [`ci  sha256:${HASH} x`, 'no role'],
    ['ci predict mct_ThisIsTheTokenItself', 'no hash'],
    [`ci predict ${HASH}`, 'no hash'],
    [`ci predict sha256:${HASH.slice(1)}`, 'no hash'],
    [`ci predict sha256:${HASH} expires=soon`, 'a fourth word'],
    [`ci predict sha256:${HASH} expires=2026-12-31T18:00:00`, 'a fourth word'],
    [`ci predict sha256:${HASH} until=2026-12-31`, 'a fourth word'],
    [`ci predict sha256:${OTHER_HASH}\nx admin sha256:${OTHER_HASH}`, 'the hash of a line above'],
  ])('says what is wrong with %j, and shows nothing of it', (line, found) => {
    const { problems } = parse(`# the next one is wrong\n${line}`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ file: 'tokens', key: 'AUTH_TOKENS_FILE' });
    expect(problems[0]!.line).toBe(1 + line.split('\n').length);
    expect(problems[0]!.found).toContain(found);
    expect(JSON.stringify(problems)).not.toMatch(/ThisIsTheToken|abab|cdcd/);
  });
});

test.each([
  ['2026-12-31', Date.UTC(2026, 11, 31)],
  ['2026-12-31T18:30Z', Date.UTC(2026, 11, 31, 18, 30)],
  ['2026-12-31T18:30:05+02:00', Date.UTC(2026, 11, 31, 16, 30, 5)],
  ['2026-12-31T18:30:05', undefined],
  ['2026-02-30', undefined],
  ['2026-13-01', undefined],
  ['31.12.2026', undefined],
  ['', undefined],
])('the moment %j is %s', (text, expected) => {
  expect(parseMoment(text)).toBe(expected);
});
