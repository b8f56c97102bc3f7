import type { Parameters, ParameterValue } from '../../protocols/open-inference/infer-message';

/** What a call says beside its tensors. Whole numbers are sent as integers, others as floating-point numbers. */
export type GivenParameters = Readonly<Record<string, boolean | number | bigint | string>>;

/** As messages carry them: whole numbers as bigints. */
export function toParameters(given: GivenParameters = {}): Map<string, ParameterValue> {
  const entries = Object.entries(given).map(
    ([name, value]) => [name, typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value] as const,
  );
  return new Map(entries);
}

/** As a caller reads them: whole numbers as numbers, where those are exact. */
export function fromParameters(parameters: Parameters): Record<string, ParameterValue> {
  return Object.fromEntries(
    Array.from(parameters, ([name, value]) => [
      name,
      typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value,
    ]),
  );
}
