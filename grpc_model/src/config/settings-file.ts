import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { messageOf } from '../core/errors';
import { ProblemsError, type Problem } from '../core/problems';
import { parseYaml, type YamlDocument } from '../core/yaml-document';
import type { GivenSetting, GivenSettings } from './given';
import type { Setting } from './setting';
import { keyOf } from './setting-names';
import { SETTINGS } from './settings-table';
import { similarNames } from './similar-names';

/** Ten times what all settings with long comments take. */
const MAX_BYTES = 256 * 1024;

const BY_KEY = new Map(Object.values<Setting<unknown>>(SETTINGS).map((each) => [keyOf(each.variable), each]));

/** Reads a settings file. What is wrong with it stands among the problems. */
export function readSettingsFile(path: string): GivenSettings {
  try {
    return parseSettingsFile(readText(path), path);
  } catch (thrown) {
    const problems =
      thrown instanceof ProblemsError
        ? thrown.problems
        : [{ file: path, key: '', found: messageOf(thrown), expected: 'a readable settings file' }];
    return { values: new Map(), problems };
  }
}

/**
 * Reads the text of a settings file: one YAML map of settings.
 *
 * @param file the name that problems carry
 * @throws ProblemsError when it is no YAML map
 */
export function parseSettingsFile(text: string, file: string): GivenSettings {
  const values = new Map<string, GivenSetting>();
  const problems: Problem[] = [];
  // Where every setting is commented out there is no document.
  if (text.split('\n').every((line) => /^\s*(?:#|$)/.test(line))) return { values, problems };
  const document = parseYaml(text, file);
  for (const [key, value] of entriesOf(document)) {
    const place = { file, line: document.lineOf([key]), key };
    const setting = BY_KEY.get(key);
    const given = setting === undefined ? undefined : textOf(value, setting);
    if (setting === undefined) problems.push({ ...place, ...unknown(key) });
    else if (given === undefined) problems.push({ ...place, found: kindOf(value), expected: formOf(setting) });
    else values.set(setting.variable, { text: given, place });
  }
  return { values, problems };
}

function readText(path: string): string {
  // A pipe would be waited for, and a device has no end.
  if (!statSync(path).isFile()) throw new Error('something that is no regular file');
  const bytes = Buffer.alloc(MAX_BYTES + 1);
  let length = 0;
  const file = openSync(path, 'r');
  try {
    for (let read = -1; read !== 0; length += read) read = readSync(file, bytes, length, bytes.length - length, null);
  } finally {
    closeSync(file);
  }
  if (length > MAX_BYTES) throw new Error(`more than ${MAX_BYTES} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length));
  } catch {
    throw new Error('bytes that are no UTF-8');
  }
}

function entriesOf({ file, value }: YamlDocument): [string, unknown][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value);
  const expected = 'a map of settings, such as "max_pending_calls: 10"';
  throw new ProblemsError([{ file, line: 1, key: '', found: kindOf(value), expected }]);
}

/** The text that the environment would have; undefined for what no setting is, or not this one. */
function textOf(value: unknown, setting: Setting<unknown>): string | undefined {
  if (Array.isArray(value)) {
    const isList = Array.isArray(setting.default) && value.length > 0;
    return isList && value.every((each) => isWord(each)) ? value.join(',') : undefined;
  }
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return undefined;
  // YAML reads 1.10 as 1.1, and 007 as 7.
  const text = String(value);
  return typeof setting.parse(text) === 'string' ? undefined : text;
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && !value.includes(',');
}

function formOf(setting: Setting<unknown>): string {
  if (Array.isArray(setting.default)) return `${setting.expected}, or a list of them`;
  return typeof setting.default === 'string' ? `${setting.expected}, in quotes` : setting.expected;
}

/** Not what it is: it may be a secret. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : `a ${typeof value} without quotes`;
}

function unknown(key: string): Pick<Problem, 'found' | 'expected'> {
  const meant = similarNames(key, BY_KEY.keys());
  const expected = meant.length === 0 ? 'one of the settings that --help lists' : `${meant.join(' or ')}, perhaps`;
  return { found: 'a setting that there is not', expected };
}
