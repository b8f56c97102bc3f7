import { relative, isAbsolute, sep } from 'node:path';
import { ProblemsError, formatProblem, type Problem } from '../../core/problems';
import { messageOf } from '../../core/errors';

/** Something that is wrong with the project, and how to mend it. */
export interface Finding extends Problem {
  /** A sentence. */
  readonly mend: string;
}

/** Something that is not wrong, and that an author should know. */
export interface Notice {
  readonly file: string;
  readonly message: string;
}

/** One line: `file:line: key: found …; expected …. Mend: …` */
export function formatFinding(finding: Finding): string {
  return `${formatProblem(finding).replaceAll(/\s*\n\s*/g, ' ')}. Mend: ${finding.mend}`;
}

/** What the checks of the server found, each with the mend. */
export function toFindings(root: string, problems: readonly Problem[], mendOf = usualMend): Finding[] {
  return problems.map((problem) => ({
    ...problem,
    file: (isAbsolute(problem.file) ? relative(root, problem.file) : problem.file).split(sep).join('/'),
    mend: mendOf(problem),
  }));
}

/** Everything that a check throws about a file. */
export function findingsOf(root: string, file: string, thrown: unknown, mendOf = usualMend): Finding[] {
  if (thrown instanceof ProblemsError) return toFindings(root, thrown.problems, mendOf);
  return [{ file, key: '', found: messageOf(thrown), expected: 'a readable file', mend: `Mend ${file}.` }];
}

/** How what was found becomes what is expected. */
export function usualMend({ key, found, file }: Problem): string {
  if (found === 'nothing') return `add the key ${key}.`;
  if (found === 'a key that means nothing here') return `remove ${key}, or mend its spelling.`;
  if (found === 'no such file') return `add the file ${file}.`;
  return key === '' ? 'mend the file there.' : `change ${key} to what is expected.`;
}

/** The line, from 1, in which a pattern matches first. */
export function lineOfMatch(text: string, pattern: RegExp): number | undefined {
  const match = pattern.exec(text);
  return match === null ? undefined : text.slice(0, match.index).split('\n').length;
}
