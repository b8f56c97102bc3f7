import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CASE_FILE } from '../../test-cases/read-test-cases';
import type { Change } from '../changes';
import { mapOf, setYamlKey } from '../set-yaml-key';

/**
 * What it takes to say in a case's `case.yaml` whether somebody has looked at its outputs. A file that has nothing else to
 * say goes.
 *
 * @param path the case's folder, from the project's
 */
export function reviewedChange(root: string, path: string, isReviewed: boolean): Change[] {
  const file = `${path}/${CASE_FILE}`;
  const absolute = join(root, file);
  const text = existsSync(absolute) ? readFileSync(absolute, 'utf8') : '';
  const edited = withReviewed(text, file, isReviewed);
  if (edited === text) return [];
  return [edited === '' ? { kind: 'remove', path: file } : { kind: 'write', path: file, content: edited }];
}

/** @returns the text of `case.yaml`; empty when there need be none */
export function withReviewed(text: string, file: string, isReviewed: boolean): string {
  if (!isReviewed) return setYamlKey(text, file, 'reviewed', false);
  const { reviewed, ...others } = mapOf(text, file);
  if (reviewed !== false) return text;
  // Without any key, a comment alone is no YAML document.
  if (Object.keys(others).length === 0) return text.includes('#') ? setYamlKey(text, file, 'reviewed', true) : '';
  return setYamlKey(text, file, 'reviewed', undefined);
}
