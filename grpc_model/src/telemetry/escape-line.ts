/** A line of plain ASCII with its end: nearly every one, and found out in one pass. */
const PLAIN = /^[\x20-\x7e]*\n?$/;

/**
 * What a terminal or a reader of lines could take for more than text: controls (also C1 and DEL), the separators of lines
 * that are none in JSON, characters that are not seen or turn the direction of writing, and halves of characters.
 */
const UNSAFE = /(?!\n$)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The same text with what is not plain text as `\uXXXX`, which JSON reads back; a line's end at its end stays. */
export function escapeLine(line: string): string {
  return PLAIN.test(line) ? line : line.replace(UNSAFE, escapeCharacter);
}

function escapeCharacter(character: string): string {
  let escaped = '';
  for (let at = 0; at < character.length; at++)
    escaped += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  return escaped;
}
