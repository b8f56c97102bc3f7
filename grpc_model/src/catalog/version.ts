const MAX_PART = 999;

/**
 * One version of a model: `x.y.z`, or a plain integer from a store's folder. Two versions of one number are the same
 * version.
 */
export interface ModelVersion {
  /** As the folder is named. */
  readonly text: string;
  /** For protocols that need integers, and for order: x·10⁶ + y·10³ + z, or the integer itself. */
  readonly number: number;
}

/**
 * Reads a version in either form: `1.2.3`, each part below 1000, or an integer up to 2^53 - 1; no leading zeros.
 *
 * @returns undefined when the text is no version
 */
export function parseVersion(text: string): ModelVersion | undefined {
  if (/^(0|[1-9]\d*)$/.test(text)) {
    const number = Number(text);
    return Number.isSafeInteger(number) ? { text, number } : undefined;
  }
  if (!/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.test(text)) return undefined;
  const [major = 0, minor = 0, patch = 0] = text.split('.').map(Number);
  if (major > MAX_PART || minor > MAX_PART || patch > MAX_PART) return undefined;
  return { text, number: major * 1e6 + minor * 1e3 + patch };
}

/** What a text must look like for {@link parseVersion}, for messages. */
export const VERSION_FORM = 'a whole number, or "x.y.z" with each part below 1000, without leading zeros';

/** The newest first. */
export function byNewest(a: ModelVersion, b: ModelVersion): number {
  return b.number - a.number;
}
