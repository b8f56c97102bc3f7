/** More suggestions than this help nobody. */
const MAX_SUGGESTIONS = 5;
/** Longer names are nobody's typing error, and comparing takes time with the square of the length. */
const MAX_LENGTH = 64;

/**
 * Which of the known names were meant: those that are spelt most nearly alike, or else those that have all of the given
 * words, as `--port` has one of `--http-port`.
 */
export function similarNames(given: string, known: Iterable<string>): string[] {
  if (given.length > MAX_LENGTH) return [];
  const names = [...known];
  const distances = names.map((name) => spellingDistance(folded(given), folded(name)));
  const least = Math.min(...distances);
  const nearest = names.filter((_, index) => distances[index] === least);
  if (least <= toleratedDistance(given)) return nearest.slice(0, MAX_SUGGESTIONS);
  const words = wordsOf(given);
  if (words.length === 0) return [];
  return names.filter((name) => words.every((word) => wordsOf(name).includes(word))).slice(0, MAX_SUGGESTIONS);
}

/** A known name that this one, which is none of them, is most likely a misspelling of. */
export function misspelt(given: string, known: Iterable<string>): string | undefined {
  if (given.length > MAX_LENGTH) return undefined;
  const letters = folded(given);
  for (const name of known) {
    const tolerated = toleratedDistance(name);
    const other = folded(name);
    // So many letters at least were left out or added: every start compares hundreds of names.
    const isNear = Math.abs(letters.length - other.length) <= tolerated;
    if (isNear && spellingDistance(letters, other) <= tolerated) return name;
  }
  return undefined;
}

/** One slip in a short name, two in a long one. */
function toleratedDistance(name: string): number {
  return name.length < 8 ? 1 : 2;
}

/** Neither case nor what is between the words makes another name. */
function folded(name: string): string {
  return wordsOf(name).join('_');
}

function wordsOf(name: string): string[] {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** How many letters were left out, added, exchanged for another one or swapped with their neighbour. */
export function spellingDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + (isSame ? 0 : 1));
      if (isSwapped) row[j] = Math.min(row[j]!, beforeLast[j - 2]! + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
