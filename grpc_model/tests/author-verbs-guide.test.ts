import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECK_USAGE } from '../src/authoring/check/check';
import { NEW_VERSION_USAGE } from '../src/authoring/new-version/new-version';
import { RECORD_USAGE } from '../src/authoring/record/record';

const guide = readFileSync(join(__dirname, '../../docs/author-verbs.md'), 'utf8');

/** The flags of a text, but `--help`, which every verb has. */
const flagsIn = (text: string, pattern: RegExp) =>
  Array.from(text.matchAll(pattern), ([, flag]) => flag!).filter((flag) => flag !== '--help');

test.each([
  ['new-version', NEW_VERSION_USAGE],
  ['record', RECORD_USAGE],
  ['check', CHECK_USAGE],
])('the guide to npm run %s has a row for each of its flags', (verb, usage) => {
  const section = guide.split(`## \`npm run ${verb}`)[1]!.split('\n## ')[0]!;
  expect(flagsIn(section, /^\| `(--[\w-]+)/gm)).toEqual(flagsIn(usage, /^ {2}(--[\w-]+)/gm));
});
