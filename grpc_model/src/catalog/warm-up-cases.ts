import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle } from '../contract';
import type { WarmUpCase } from '../core/model-spec';
import { parseYaml } from '../core/yaml-document';

/** Enough to warm a model; more would only make it load longer. */
const MAX_CASES = 20;

/** The input files of a bundle's test cases, in the order of their names, without those that expect an error. */
export function warmUpCases({ folder, metadata }: Bundle): WarmUpCase[] {
  const casesFolder = join(folder, 'test_cases');
  if (!existsSync(casesFolder)) return [];
  return readdirSync(casesFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(casesFolder, name))
    .sort()
    .filter((each) => metadata.inputs.every(({ name }) => existsSync(join(each, name))) && !expectsError(each))
    .slice(0, MAX_CASES)
    .map((each) => Object.fromEntries(metadata.inputs.map(({ name }) => [name, join(each, name)])));
}

/** Whether the case is well-formed is for the author's tests to say: one that cannot be read warms nothing. */
function expectsError(folder: string): boolean {
  const path = join(folder, 'case.yaml');
  if (!existsSync(path)) return false;
  try {
    const { value } = parseYaml(readFileSync(path, 'utf8'), path);
    return typeof value !== 'object' || value === null || 'error' in value;
  } catch {
    return true;
  }
}
