/** JSON texts and numbers, of which those that a double may not hold are to be found. */
const TEXTS_AND_LONG_INTEGERS = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;

/** Parses JSON in which whole numbers of 16 digits and more come out as texts, with every digit. */
export function parseExactJson(text: string): unknown {
  return JSON.parse(
    text.replaceAll(TEXTS_AND_LONG_INTEGERS, (found) => (found.startsWith('"') ? found : `"${found}"`)),
  );
}

/** Whether {@link parseExactJson} may give anything else than `JSON.parse`. */
export function hasLongIntegers(text: string): boolean {
  return /\d{16}/.test(text);
}
