// Three-way merging of what has keys.
import { isDeepStrictEqual } from 'node:util';

/**
 * @param choose what stands in the result where both sides changed a key: 'ours' or 'theirs'
 * @returns the merged map in the order of ours, with what theirs added at its end, and the keys that both sides changed
 */
export function mergeMaps(base = {}, ours = {}, theirs = {}, choose = 'ours') {
  const merged = {};
  const conflicts = [];
  for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const [before, here, there] = [base, ours, theirs].map((map) => (Object.hasOwn(map, key) ? map[key] : undefined));
    const isConflict =
      ![here, there].some((side) => isDeepStrictEqual(side, before)) && !isDeepStrictEqual(here, there);
    if (isConflict) conflicts.push({ key, ours: here, theirs: there });
    const value = isDeepStrictEqual(here, before) || (isConflict && choose === 'theirs') ? there : here;
    // Not by assignment, which "__proto__" would make something else of.
    if (value !== undefined)
      Object.defineProperty(merged, key, { value, enumerable: true, writable: true, configurable: true });
  }
  return { merged, conflicts };
}

/** In alphabetical order, as npm keeps packages. */
export function sorted(map) {
  return Object.fromEntries(Object.entries(map).sort(([left], [right]) => (left < right ? -1 : 1)));
}
