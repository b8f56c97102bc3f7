import { ACCESSES } from '../src/core/access';
import { RULES } from '../src/security/policy';
import { ROLES } from '../src/security/roles';
import { Document } from './support/documents';

const { text } = new Document('docs/operations/security.md');

/** The cells of the policy's rows, by access. */
const rows = new Map(
  Array.from(text.matchAll(/^\| `(\w+)` \|(.*)\|$/gm), ([, access, cells]) => {
    return [access!, cells!.split('|').map((cell) => cell.trim())] as const;
  }),
);

const EVERYBODY = 'everybody';
const HERE = 'callers on this machine';

test('the guide has a row for every access, and no other', () => {
  expect([...rows.keys()]).toEqual([...ACCESSES]);
});

test.each(ACCESSES)('what it says of %s is what the policy does', (access) => {
  const [, without, withTokens] = rows.get(access)!;
  if (access === 'open') {
    expect([without, withTokens]).toEqual([EVERYBODY, EVERYBODY]);
    return;
  }
  const { roles, free } = RULES[access];
  const byRole = `role ${roles.join(' or ')}`;
  expect([without, withTokens]).toEqual(free === 'on-loopback' ? [HERE, `${HERE}, or ${byRole}`] : [EVERYBODY, byRole]);
});

test('every role is named', () => {
  for (const role of ROLES) expect(text).toContain(role);
});
