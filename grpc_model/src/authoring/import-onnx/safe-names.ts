const MAX_CHARS = 100;

/** Names that mean something else where a test case has a file of each input and output. */
const TAKEN = ['case.yaml', 'error', 'error.txt'];

/**
 * The names that a graph's inputs and outputs have in `model.yaml`: each is also the name of a file, on file systems that
 * do not tell `a` from `A`, too.
 *
 * @param names inputs first, then outputs; one name may stand on both sides
 * @returns a name for each, in the same order
 */
export function safeNames(names: readonly string[]): string[] {
  const taken = new Set(TAKEN);
  return names.map((name) => {
    const base = cleaned(name);
    let safe = base;
    for (let count = 2; taken.has(safe.toLowerCase()); count++) safe = `${base}_${count}`;
    taken.add(safe.toLowerCase());
    return safe;
  });
}

function cleaned(name: string): string {
  const clean = name
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, MAX_CHARS)
    // Windows drops dots at the end.
    .replace(/[._-]+$/, '');
  return clean === '' ? 'tensor' : clean;
}
