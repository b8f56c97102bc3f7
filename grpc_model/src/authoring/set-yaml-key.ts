import { isDeepStrictEqual } from 'node:util';
import { parseYaml } from '../core/yaml-document';

/**
 * Sets or removes one key at the top of a YAML file, and leaves every other character, comments above all, as it is.
 *
 * @param file for messages
 * @param value undefined: the key is removed
 * @throws ProblemsError when the text is no YAML
 * @throws Error when the file is written in a way that cannot be edited line by line
 */
export function setYamlKey(text: string, file: string, key: string, value: string | boolean | undefined): string {
  const before = mapOf(text, file);
  if (isDeepStrictEqual(before[key], value)) return text;
  const wanted = { ...before, [key]: value };
  if (value === undefined) Reflect.deleteProperty(wanted, key);
  const edited = key in before ? replaceKey(text, file, key, value) : appendKey(text, key, value);
  if (!isDeepStrictEqual(mapOf(edited, file), wanted)) {
    const mend = value === undefined ? `remove the key "${key}"` : `set "${key}: ${toYaml(value)}"`;
    throw new Error(`${file} is written in a way that cannot be edited by machine; ${mend} by hand.`);
  }
  return edited;
}

/** The top of a YAML file as a map; of an empty file an empty one. */
export function mapOf(text: string, file: string): Record<string, unknown> {
  if (text.split('\n').every((line) => /^\s*(#.*)?$/.test(line))) return {};
  const { value } = parseYaml(text, file);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function replaceKey(text: string, file: string, key: string, value: string | boolean | undefined): string {
  const lines = text.split('\n');
  const start = parseYaml(text, file).lineOf([key]) - 1;
  const end = endOfValue(lines, start);
  if (value === undefined) return [...lines.slice(0, start), ...lines.slice(end)].join('\n');
  const comment = end === start + 1 ? commentOf(lines[start]!, file, key) : '';
  const lineEnd = lines[start]!.endsWith('\r') ? '\r' : '';
  return [...lines.slice(0, start), `${key}: ${toYaml(value)}${comment}${lineEnd}`, ...lines.slice(end)].join('\n');
}

/** The index after the last line of a value: it goes on as long as lines are indented, with empty ones among them. */
function endOfValue(lines: readonly string[], start: number): number {
  let end = start + 1;
  for (let at = end; at < lines.length && /^(\s|$)/.test(lines[at]!); at++) if (lines[at]!.trim() !== '') end = at + 1;
  return end;
}

/** The comment behind a value of one line, with the blank before it; empty when the sign is a part of the value. */
function commentOf(line: string, file: string, key: string): string {
  const match = /\s+#.*?(?=\r?$)/.exec(line);
  if (match === null) return '';
  try {
    const [whole, without] = [line, line.slice(0, match.index)].map((each) => mapOf(each, file)[key]);
    return isDeepStrictEqual(whole, without) ? match[0] : '';
  } catch {
    return '';
  }
}

function appendKey(text: string, key: string, value: string | boolean | undefined): string {
  if (value === undefined) return text;
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${key}: ${toYaml(value)}\n`;
}

/** In the quotes that need no escapes, as the formatter of the project wants them. */
function toYaml(value: string | boolean): string {
  if (typeof value === 'boolean') return String(value);
  return value.includes("'") && !/["\\]/.test(value) ? `"${value}"` : `'${value.replaceAll("'", "''")}'`;
}
