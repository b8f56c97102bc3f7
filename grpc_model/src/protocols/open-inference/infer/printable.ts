/** The longest text of a caller's that a message repeats, and the longest name or version that anything has. */
export const MAX_NAME_CHARS = 128;

/** Nearly every text is such a one. */
const PLAIN = /^[ -~]*$/;

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Whether a text can be the name or the version of something: short enough, and of printable characters alone. */
export function isPrintable(text: string): boolean {
  return text.length <= MAX_NAME_CHARS && (PLAIN.test(text) || !UNPRINTABLE.test(text));
}

/** A caller's text for a message: bounded, and without characters that do something to whoever reads it. */
export function printable(text: string): string {
  if (isPrintable(text)) return text;
  const cut = text.length > MAX_NAME_CHARS ? `${text.slice(0, MAX_NAME_CHARS)}…` : text;
  return cut.replace(new RegExp(UNPRINTABLE, 'gu'), '?');
}
