/** Reads one setting's text. */
export interface Parser<T> {
  /** What a valid text is, for the message when it is not. */
  readonly expected: string;
  /** @returns undefined when the text is not valid */
  readonly parse: (text: string) => T | undefined;
}

export function integer(min: number, max = Number.MAX_SAFE_INTEGER): Parser<number> {
  return {
    expected: max === Number.MAX_SAFE_INTEGER ? `a whole number from ${min}` : `a whole number from ${min} to ${max}`,
    parse: (text) => {
      const value = Number(text);
      return /^\d+$/.test(text) && value >= min && value <= max ? value : undefined;
    },
  };
}

export function oneOf<const T extends string>(...values: readonly T[]): Parser<T> {
  return { expected: `one of ${values.join(', ')}`, parse: (text) => values.find((value) => value === text) };
}

export const text: Parser<string> = {
  expected: 'a text that is not empty',
  parse: (given) => (given === '' ? undefined : given),
};

/** A text that may be empty, which stands for none. */
export const optionalText: Parser<string> = { expected: 'a text', parse: (given) => given };

/** Words between commas, at least one. */
export const words: Parser<readonly string[]> = {
  expected: 'words between commas, such as "cuda,cpu"',
  parse: (given) => {
    const list = given.split(',').map((word) => word.trim());
    return list.every((word) => /^[\w-]+$/.test(word)) ? list : undefined;
  },
};
