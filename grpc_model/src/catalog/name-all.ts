const MAX_SHOWN = 10;

/** A list for a message: a catalog may have a thousand models. */
export function nameAll(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const others = names.length - MAX_SHOWN;
  return `${names.slice(0, MAX_SHOWN).join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}
