/** One thing that is wrong with a file or setting, for the person who has to mend it. */
export interface Problem {
  /** The file, relative to the project, or the name of the place. */
  readonly file: string;
  /** Counted from 1; absent when the problem has no line. */
  readonly line?: number | undefined;
  /** The path of the key, for example `inputs.image.maxSize`; empty for the whole file. */
  readonly key: string;
  readonly found: string;
  readonly expected: string;
}

/** Everything that is wrong, at once. The message has a line for each problem. */
export class ProblemsError extends Error {
  override readonly name = 'ProblemsError';

  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
  }
}

/** Controls but the ends of lines, which a terminal would obey: keys and values are whatever somebody wrote. */
const CONTROLS = /(?![\n\t])\p{Cc}/gu;

/** `file:line: key: found …, expected …`, so that an editor can jump to it. */
export function formatProblem({ file, line, key, found, expected }: Problem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  const text = `${place}: ${key === '' ? '' : `${key}: `}found ${found}; expected ${expected}`;
  return text.replace(CONTROLS, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
