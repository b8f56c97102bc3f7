import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_FOLDER } from './support/paths';

const { scripts } = JSON.parse(readFileSync(join(PROJECT_FOLDER, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const help = execFileSync(process.execPath, [join(PROJECT_FOLDER, 'scripts/help.mjs')], { encoding: 'utf8' });
/** The lines of verbs are indented: the verb, and what it does. */
const lines = help.split('\n').flatMap((line) => /^ {2}(\S+) {2,}(\S.*)$/.exec(line)?.slice(1, 3) ?? []);
const verbs = lines.filter((_, index) => index % 2 === 0);

test('npm run help lists every verb of package.json once, and no other', () => {
  expect([...verbs].sort()).toEqual(Object.keys(scripts).sort());
});

test('it says of each what it does, in one line that a terminal holds', () => {
  expect(help.split('\n').filter((line) => line.length > 120)).toEqual([]);
});
