// Whose a file is. What is not named here is the template's, as long as the template has it; files that only the fork has
// are the author's anyway.

/** Never read for an update, never written. */
const AUTHORS = ['asset_bundle/', 'model_lib/', 'CHANGELOG.md', 'LICENSE', 'node_modules/', '.template.json'];
/** Prose that most authors rewrite: the template's changes go in where they fit, and are left out where they do not. */
const PROSE = ['README.md'];

export const MANIFEST = 'package.json';
export const LOCK_FILE = 'package-lock.json';
/** Where the fork keeps which template it has. */
export const RECORD = '.template.json';

/** Whether an update leaves this path alone, whatever the template has there. */
export function isAuthors(path) {
  // Some file systems do not tell upper from lower case.
  const folded = path.toLowerCase();
  return AUTHORS.some((owned) => {
    const name = owned.toLowerCase();
    return name.endsWith('/') ? folded.startsWith(name) || `${folded}/` === name : folded === name;
  });
}

export function isProse(path) {
  return PROSE.includes(path);
}

/** Whether a path of a tree made elsewhere stays inside of the project, and out of git's own folder. */
export function isSafe(path) {
  return (
    path
      .split('/')
      .every((part) => part !== '' && part !== '.' && part !== '..' && !/^\.git\W*$|^git~\d$/i.test(part)) &&
    !/[\\:\p{Cc}]/u.test(path)
  );
}
