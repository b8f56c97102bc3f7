const MAX_SHOWN_NAMES = 5;
const MAX_SHOWN_CHARS = 60;

/** Names for a message: a caller may have sent any number of any length. */
export function quoteNames(names: readonly string[]): string {
  const shown = names.slice(0, MAX_SHOWN_NAMES).map((name) => `"${name.slice(0, MAX_SHOWN_CHARS)}"`);
  const others = names.length - shown.length;
  return `${shown.join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}
