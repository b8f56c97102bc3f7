/** Begins with a letter, and has nothing in it that means anything in YAML; as long as it is none of the words below. */
const PLAIN = /^[A-Za-z][\w./+@<>()-]*( [\w./+@<>()-]+)*$/;
/** Words that some reader of YAML takes for something else than text. */
const NOT_TEXT = /^(true|false|yes|no|on|off|null|y|n)$/i;

/** A text as a YAML scalar that every reader takes for exactly this text, as a key or a value, in a list or a map. */
export function yamlScalar(text: string): string {
  if (PLAIN.test(text) && !NOT_TEXT.test(text)) return text;
  // What JSON leaves as it is, YAML does not allow or takes for a line's end.
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
