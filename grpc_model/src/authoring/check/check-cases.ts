import { basename, dirname } from 'node:path';
import type { Bundle, ModelMetadata } from '../../contract';
import { ProblemsError, type Problem } from '../../core/problems';
import { checkInput } from '../../serving/check-input';
import { kindOf } from '../../test-cases/check-answer';
import { CASES_FOLDER, readTestCases, type TestCase } from '../../test-cases/read-test-cases';
import { findingsOf, usualMend, type Finding, type Notice } from './finding';

/**
 * Checks the test cases of a bundle, without a run of the model.
 *
 * @param path of the bundle, from the project's folder
 * @param recordVerb how its cases are recorded
 */
export function checkCases(
  root: string,
  path: string,
  bundle: Bundle,
  recordVerb: string,
): { readonly problems: readonly Finding[]; readonly notices: readonly Notice[] } {
  const { metadata } = bundle;
  const mendOf = (problem: Problem) => mendOfCase(problem, metadata, recordVerb);
  try {
    const cases = readTestCases(bundle);
    const fileOf = (testCase: TestCase, name: string) => `${path}/${CASES_FOLDER}/${testCase.name}${name}`;
    return {
      problems: cases.flatMap((each) => problemsOf(each, metadata, (name) => fileOf(each, name), recordVerb)),
      notices: cases
        .filter(({ isReviewed }) => !isReviewed)
        .map((each) => ({
          file: fileOf(each, ''),
          message: `nobody has reviewed its outputs; look at them, then run "${recordVerb} --case ${each.name} --reviewed".`,
        })),
    };
  } catch (thrown) {
    if (!(thrown instanceof ProblemsError)) throw thrown;
    return { problems: findingsOf(root, path, thrown, mendOf), notices: [] };
  }
}

function mendOfCase(problem: Problem, { outputs }: ModelMetadata, recordVerb: string): string {
  if (problem.found === 'no test case')
    return `make a folder there with a file for each input, then run "${recordVerb.replace(/ --$/, '')}".`;
  if (problem.found !== 'no such file') return usualMend(problem);
  const testCase = basename(dirname(problem.file));
  return outputs.some(({ name }) => name === basename(problem.file))
    ? `run "${recordVerb} --case ${testCase}".`
    : `add the file; a case that must fail without it says so by "error:" in its case.yaml.`;
}

function problemsOf(
  testCase: TestCase,
  metadata: ModelMetadata,
  fileOf: (name: string) => string,
  recordVerb: string,
): Finding[] {
  const { expected, inputs } = testCase;
  // A case that expects an error may be about what the server refuses.
  if ('error' in expected) return [];
  const item = new Map(Object.entries(inputs).map(([name, bytes]) => [name, { kind: 'bytes', bytes } as const]));
  const refusal = checkInput(item, metadata);
  const refused = {
    file: fileOf(''),
    key: '',
    expected: 'inputs as model.yaml declares them',
    mend: 'mend the input, or say by "error:" in case.yaml that the case must fail.',
  };
  return [
    ...(typeof refusal === 'string' ? [{ ...refused, found: refusal.replace(/\.$/, '') }] : []),
    ...metadata.outputs
      .filter((output) => kindOf(output) === 'json' && !isJson(expected.outputs[output.name]!))
      .map(({ name }) => ({
        file: fileOf(`/${name}`),
        line: 1,
        key: '',
        found: 'no JSON',
        expected: 'JSON, because model.yaml declares it',
        mend: `run "${recordVerb} --case ${testCase.name}".`,
      })),
  ];
}

function isJson(content: Buffer): boolean {
  try {
    JSON.parse(content.toString());
    return true;
  } catch {
    return false;
  }
}
