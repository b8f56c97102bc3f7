import type { ParameterValue } from '../contract';
import { ServingError } from './errors';

/** What a caller gave beside its inputs, by name. */
export type CallParameters = Readonly<Record<string, ParameterValue>>;

/** The most parameters of one call, and the most bytes of their names and values together. */
export const MAX_PARAMETERS = 64;
export const MAX_PARAMETERS_BYTES = 16 * 1024;

export const NO_PARAMETERS: CallParameters = Object.freeze(bare());

/**
 * Parameters by name, whatever the name: `__proto__` is one like any other, and `toString` is not there unless given. Whole
 * numbers are numbers where these hold them exactly, so that no encoding shows in what a model gets.
 */
export function toCallParameters(entries: Iterable<readonly [string, ParameterValue]>): CallParameters {
  const parameters = bare();
  for (const [name, value] of entries) parameters[name] = typeof value === 'bigint' ? toExactNumber(value) : value;
  return parameters;
}

/** @returns why a call with these parameters is refused; undefined when they are accepted */
export function checkParameters(parameters: CallParameters): ServingError | undefined {
  const entries = Object.entries(parameters);
  if (entries.length > MAX_PARAMETERS) {
    return new ServingError(
      'invalid-argument',
      `The request has ${entries.length} parameters for the model; expected at most ${MAX_PARAMETERS}.`,
    );
  }
  let bytes = 0;
  for (const [name, value] of entries) bytes += Buffer.byteLength(name) + byteLengthOf(value);
  if (bytes <= MAX_PARAMETERS_BYTES) return undefined;
  return new ServingError(
    'invalid-argument',
    `The request's parameters for the model have ${bytes} bytes together; expected at most ${MAX_PARAMETERS_BYTES}. ` +
      'What is larger belongs into an input.',
  );
}

function byteLengthOf(value: ParameterValue): number {
  return typeof value === 'boolean' ? 1 : Buffer.byteLength(String(value));
}

function toExactNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function bare(): Record<string, ParameterValue> {
  return Object.create(null) as Record<string, ParameterValue>;
}
