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

/** At least one of the given words, between commas. */
export function someOf<const T extends string>(...values: readonly T[]): Parser<readonly T[]> {
  return {
    expected: `some of ${values.join(', ')}, between commas`,
    parse: (given) => {
      const list = given.split(',').map((word) => values.find((value) => value === word.trim()));
      return list.every((word) => word !== undefined) ? list : undefined;
    },
  };
}

export function decimal(min: number, max: number): Parser<number> {
  return {
    expected: `a number from ${min} to ${max}`,
    parse: (given) => {
      const value = Number(given);
      return /^\d+(?:\.\d+)?$/.test(given) && value >= min && value <= max ? value : undefined;
    },
  };
}

const port = integer(0, 65_535);

/** A port, 0 for a free one, or `off`. */
export const portOrOff: Parser<number | 'off'> = {
  expected: `${port.expected}, or off`,
  parse: (given) => (given === 'off' ? 'off' : port.parse(given)),
};

/** Where to listen. */
export interface Address {
  /** Absent: where the other listeners of its kind are. */
  readonly host: string | undefined;
  readonly port: number;
}

/** `<port>`, `<host>:<port>`, or `off`. */
export const addressOrOff: Parser<Address | 'off'> = {
  expected: '<port>, <host>:<port> or [<IPv6>]:<port>, or off',
  parse: (given) => {
    if (given === 'off') return 'off';
    const [, host, digits = ''] = /^(?:(\[[\da-fA-F:.]+\]|[\w.-]+):)?(\d+)$/.exec(given) ?? [];
    const parsed = port.parse(digits);
    return parsed === undefined ? undefined : { host, port: parsed };
  },
};
