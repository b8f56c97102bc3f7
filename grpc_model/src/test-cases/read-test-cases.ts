import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkDocument } from '../catalog/check-document';
import { testCaseSchema, type TestCaseDocument } from '../catalog/schemas/test-case-schema';
import { parseYaml } from '../core/yaml-document';
import type { Bundle, ModelMetadata } from '../contract';
import { ProblemsError, type Problem } from '../core/problems';

export interface Tolerance {
  readonly absolute: number;
  /** A part of the expected number. */
  readonly relative: number;
}

/** One example of an author: inputs, and what the model must make of them. */
export interface TestCase {
  readonly name: string;
  /** Content by input name. */
  readonly inputs: Readonly<Record<string, Buffer>>;
  /** Content by output name, recorded with every flag set; or a part of the message of the error. */
  readonly expected: { readonly outputs: Readonly<Record<string, Buffer>> } | { readonly error: string };
  readonly tolerance: Tolerance;
  /** Whether somebody has looked at the expected outputs, or a machine alone has recorded them. */
  readonly isReviewed: boolean;
}

const DEFAULT_TOLERANCE: Tolerance = { absolute: 1e-5, relative: 1e-5 };
/** Of a bundle: the folder with a folder for each case. */
export const CASES_FOLDER = 'test_cases';
/** Of a case, and optional. */
export const CASE_FILE = 'case.yaml';

/** What a case must have. */
interface Demands {
  /** A case without outputs, or with some of them, is one that is yet to be recorded. */
  readonly outputs: 'all' | 'those-there';
}

/**
 * Reads every case below a folder, in the order of their names.
 *
 * @param folder default: the bundle's own `test_cases`
 * @throws ProblemsError with everything that is wrong with them, at once
 */
export function readTestCases(
  bundle: Bundle,
  folder = join(bundle.folder, CASES_FOLDER),
  demands: Demands = { outputs: 'all' },
): TestCase[] {
  const problems: Problem[] = [];
  const names = existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
    : [];
  if (names.length === 0) {
    problems.push({
      file: folder,
      key: '',
      found: 'no test case',
      expected: 'at least one folder of input and output files',
    });
  }
  const cases = names.map((name) => readTestCase(name, join(folder, name), bundle.metadata, demands, problems));
  if (problems.length > 0) throw new ProblemsError(problems);
  return cases;
}

function readTestCase(
  name: string,
  folder: string,
  metadata: ModelMetadata,
  demands: Demands,
  problems: Problem[],
): TestCase {
  const document = readCaseFile(folder, problems);
  const { error, tolerance, reviewed = true } = document ?? {};
  // Until it is mended, nobody knows which files the case is meant to have.
  const mayLackInputs = document === undefined || error !== undefined;
  const mayLackOutputs = document === undefined || demands.outputs === 'those-there';
  const isThere = (part: { readonly name: string }) => existsSync(join(folder, part.name));
  const outputs = metadata.outputs.filter((output) => !mayLackOutputs || isThere(output));
  const read = (file: string): Buffer => {
    const path = join(folder, file);
    if (existsSync(path)) return readFileSync(path);
    problems.push({
      file: path,
      key: '',
      found: 'no such file',
      expected: 'a file, because model.yaml declares its name',
    });
    return Buffer.alloc(0);
  };
  const readAll = (declared: readonly { readonly name: string }[]) =>
    Object.fromEntries(declared.map((each) => [each.name, read(each.name)]));
  return {
    name,
    // A case of an error may be about a missing input.
    inputs: readAll(metadata.inputs.filter((input) => !mayLackInputs || isThere(input))),
    expected: error === undefined ? { outputs: readAll(outputs) } : { error },
    tolerance: { ...DEFAULT_TOLERANCE, ...tolerance },
    isReviewed: reviewed,
  };
}

/** @returns undefined when something is wrong with the file */
function readCaseFile(folder: string, problems: Problem[]): TestCaseDocument | undefined {
  const path = join(folder, CASE_FILE);
  if (!existsSync(path)) return {};
  try {
    return checkDocument<TestCaseDocument>(parseYaml(readFileSync(path, 'utf8'), path), testCaseSchema);
  } catch (thrown) {
    if (!(thrown instanceof ProblemsError)) throw thrown;
    problems.push(...thrown.problems);
    return undefined;
  }
}
