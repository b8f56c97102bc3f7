import { messageOf } from '../core/errors';
import { formatProblem, ProblemsError, type Problem } from '../core/problems';

/** One thing that is looked at before a server starts. */
export interface Check {
  /** What is looked at, for people. */
  readonly name: string;
  /** @returns what is wrong; throwing says the same */
  readonly run: () => Promise<readonly Problem[]> | readonly Problem[];
}

export interface CheckResult {
  readonly name: string;
  readonly problems: readonly Problem[];
}

/** Runs every check, one after another, whatever the others find. */
export async function runChecks(checks: readonly Check[]): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { name, run } of checks) {
    try {
      results.push({ name, problems: await run() });
    } catch (thrown) {
      results.push({ name, problems: problemsOf(thrown, name, 'that it can be checked') });
    }
  }
  return results;
}

/** What was thrown as problems. */
export function problemsOf(thrown: unknown, file: string, expected: string): readonly Problem[] {
  if (thrown instanceof ProblemsError) return thrown.problems;
  return [{ file, key: '', found: messageOf(thrown).replace(/\.$/, ''), expected }];
}

export function isAllRight(results: readonly CheckResult[]): boolean {
  return results.every(({ problems }) => problems.length === 0);
}

/** What was found, for a terminal. */
export function checkReport(results: readonly CheckResult[], warnings: readonly string[]): string {
  const lines = results.flatMap(({ name, problems }) => [
    `${problems.length === 0 ? 'ok   ' : 'wrong'}  ${name}`,
    ...problems.map((problem) => `       ${formatProblem(problem).replaceAll(/\s*\n\s*/g, ' ')}`),
  ]);
  const count = results.reduce((sum, { problems }) => sum + problems.length, 0);
  const end = count === 0 ? 'Nothing is wrong.' : `${count} to mend.`;
  return [...lines, ...warnings.map((warning) => `note   ${warning}`), end, ''].join('\n');
}

/** What was found, for programs: one JSON document. */
export function checkJson(results: readonly CheckResult[], warnings: readonly string[]): string {
  return `${JSON.stringify({ ok: isAllRight(results), checks: results, warnings }, null, 2)}\n`;
}
