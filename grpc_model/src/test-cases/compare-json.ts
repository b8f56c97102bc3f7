import type { Tolerance } from './read-test-cases';

/**
 * Where two JSON values differ, for people: each place with what was expected and what was found. Numbers may differ by
 * the tolerance; the order of keys does not matter, the order of a list does.
 */
export function compareJson(expected: unknown, found: unknown, tolerance: Tolerance, path = '$'): string[] {
  if (typeof expected === 'number' && typeof found === 'number') {
    return isClose(expected, found, tolerance) ? [] : [difference(path, expected, found)];
  }
  if (Array.isArray(expected) && Array.isArray(found)) {
    if (expected.length !== found.length) {
      return [`${path}: expected ${expected.length} elements, found ${found.length}`];
    }
    return expected.flatMap((each, index) => compareJson(each, found[index], tolerance, `${path}[${index}]`));
  }
  if (isRecord(expected) && isRecord(found)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
    return [...keys].flatMap((key) => compareJson(expected[key], found[key], tolerance, `${path}.${key}`));
  }
  return expected === found ? [] : [difference(path, expected, found)];
}

export function isClose(expected: number, found: number, { absolute, relative }: Tolerance): boolean {
  return Math.abs(expected - found) <= Math.max(absolute, relative * Math.abs(expected));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function difference(path: string, expected: unknown, found: unknown): string {
  return `${path}: expected ${short(expected)}, found ${short(found)}`;
}

function short(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
