// The part of npm's version ranges that engines are written in: comparators, all of which must hold, in alternatives.

/** @returns undefined where the range has something that is not understood */
export function satisfies(version, range) {
  const alternatives = range.split('||').map((alternative) => holdsAll(version, alternative.trim()));
  if (alternatives.includes(true)) return true;
  return alternatives.includes(undefined) ? undefined : false;
}

function holdsAll(version, comparators) {
  const results = comparators.split(/\s+/).map((comparator) => holds(version, comparator));
  if (results.includes(undefined)) return undefined;
  return results.every(Boolean);
}

function holds(version, comparator) {
  const [, sign, text] = /^(>=|<=|>|<|\^|=?)v?(\d+(?:\.\d+){0,2})$/.exec(comparator) ?? [];
  if (sign === undefined) return undefined;
  const order = compare(version, text);
  if (sign === '>=') return order >= 0;
  if (sign === '<=') return order <= 0;
  if (sign === '>') return order > 0;
  if (sign === '<') return order < 0;
  if (sign === '^') return order >= 0 && partsOf(version)[0] === partsOf(text)[0];
  // A plain "22" means every 22.x.
  return partsOf(text).every((part, index) => part === partsOf(version)[index]);
}

function compare(left, right) {
  const [a, b] = [partsOf(left), partsOf(right)];
  for (let index = 0; index < 3; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function partsOf(version) {
  return version.replace(/^v/, '').split(/[-+]/)[0].split('.').map(Number);
}
