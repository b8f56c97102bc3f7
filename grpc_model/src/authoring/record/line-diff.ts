import { structuredPatch } from 'diff';
import { isClose, isRecord } from '../../test-cases/compare-json';
import type { Tolerance } from '../../test-cases/read-test-cases';

const CONTEXT = 2;
/** What a person can look at; the whole is in the files. */
const MAX_LINES = 60;
const MAX_WIDTH = 160;

/** The lines in which two texts differ, `-` and `+`, with a few around them; line endings do not count. */
export function lineDiff(expected: string, found: string): string[] {
  const [a, b] = [expected, found].map((text) => text.replaceAll('\r\n', '\n').replace(/\n$/, ''));
  const { hunks } = structuredPatch('', '', a ?? '', b ?? '', '', '', { context: CONTEXT });
  const lines = hunks.flatMap((hunk, index) => [
    ...(index === 0 ? [] : ['…']),
    ...hunk.lines.filter((line) => !line.startsWith('\\')),
  ]);
  return shorten(lines);
}

/** As {@link lineDiff}, of two JSON values: numbers within the tolerance, and the order of keys, count as the same. */
export function jsonDiff(expected: unknown, found: unknown, tolerance: Tolerance): string[] {
  return lineDiff(pretty(expected), pretty(settle(expected, found, tolerance)));
}

/** A whole text, for who has nothing to compare it with. */
export function wholeText(text: string): string[] {
  const lines = text.replace(/\n$/, '').split(/\r?\n/);
  return shorten(lines.map((line) => `+${line}`));
}

export function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** What was found, but for what is as good as what was expected. */
function settle(expected: unknown, found: unknown, tolerance: Tolerance): unknown {
  if (typeof expected === 'number' && typeof found === 'number')
    return isClose(expected, found, tolerance) ? expected : found;
  if (Array.isArray(expected) && Array.isArray(found))
    return found.map((each: unknown, index) => settle(expected[index], each, tolerance));
  if (!isRecord(expected) || !isRecord(found)) return found;
  const keys = [...Object.keys(expected), ...Object.keys(found)].filter((key) => Object.hasOwn(found, key));
  return Object.fromEntries(Array.from(new Set(keys), (key) => [key, settle(expected[key], found[key], tolerance)]));
}

function shorten(lines: readonly string[]): string[] {
  const shown = lines
    .slice(0, MAX_LINES)
    .map((line) => (line.length > MAX_WIDTH ? `${line.slice(0, MAX_WIDTH)}…` : line));
  return lines.length > MAX_LINES ? [...shown, `… and ${lines.length - MAX_LINES} more lines`] : shown;
}
