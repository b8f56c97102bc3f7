import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lineOfMatch, type Finding } from './finding';

/**
 * Whether the file of a model's wrapper is there, and has a default export: by its text, because nothing is run.
 *
 * @param model the folder's name; undefined: the project's own
 */
export function checkWrapper(root: string, model: string | undefined): Finding[] {
  const file = model === undefined ? 'model_lib/src/model.ts' : `model_lib/models/${model}/model.ts`;
  const path = join(root, file);
  const expected = 'a class that extends ModelWrapper as its default export';
  if (!existsSync(path))
    return [{ file, key: '', found: 'no such file', expected, mend: 'write it; the README has the smallest one.' }];
  const text = readFileSync(path, 'utf8');
  if (hasDefaultExport(text)) return [];
  const line = lineOfMatch(text, /^\s*export\s+(?:abstract\s+)?class\b/m) ?? 1;
  return [
    { file, line, key: '', found: 'no default export', expected, mend: 'write "export default" before the class.' },
  ];
}

/** @param text of a TypeScript file */
export function hasDefaultExport(text: string): boolean {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return /^\s*export\s+default\b|\bas\s+default\b|^\s*export\s*=/m.test(code);
}
