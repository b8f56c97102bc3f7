import type { Quantity } from '../contract';
import { MAX_TIMER_MS } from './timer';

const SIZE_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  K: 1e3,
  KB: 1e3,
  M: 1e6,
  MB: 1e6,
  G: 1e9,
  GB: 1e9,
  T: 1e12,
  TB: 1e12,
  KI: 2 ** 10,
  KIB: 2 ** 10,
  MI: 2 ** 20,
  MIB: 2 ** 20,
  GI: 2 ** 30,
  GIB: 2 ** 30,
  TI: 2 ** 40,
  TIB: 2 ** 40,
};

const DURATION_UNITS: Readonly<Record<string, number>> = { MS: 1, S: 1e3, '': 1e3, M: 60e3, MIN: 60e3, H: 3600e3 };

/**
 * A size in bytes: `5M` and `5MB` are decimal (5,000,000), `5Mi` and `5MiB` binary, a bare number is bytes.
 *
 * @returns undefined when the text is no size
 */
export function parseSize(given: string | number): Quantity | undefined {
  return parseQuantity(given, SIZE_UNITS);
}

/**
 * A duration in milliseconds, at most what a timer takes: `500ms`, `60s`, `2m`, `1h`; a bare number is seconds.
 *
 * @returns undefined when the text is no duration
 */
export function parseDuration(given: string | number): Quantity | undefined {
  const duration = parseQuantity(given, DURATION_UNITS);
  return duration !== undefined && duration.value <= MAX_TIMER_MS ? duration : undefined;
}

function parseQuantity(given: string | number, units: Readonly<Record<string, number>>): Quantity | undefined {
  const text = String(given).trim();
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text);
  const factor = match && Object.hasOwn(units, match[2]!.toUpperCase()) ? units[match[2]!.toUpperCase()] : undefined;
  if (!match || factor === undefined) return undefined;
  const value = Math.round(Number(match[1]) * factor);
  return Number.isSafeInteger(value) && value > 0 ? { text, value } : undefined;
}
