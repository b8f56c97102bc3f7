import type { JSONSchema } from 'json-schema-to-ts';
import { ServingError } from '../../../core/errors';
import { exactInteger } from '../../../core/json/exact-integers';
import type { Parameters, ParameterValue } from '../infer-message';

export const parametersSchema = {
  type: 'object',
  additionalProperties: { type: ['string', 'number', 'boolean'] },
} as const satisfies JSONSchema;

/** No 64-bit integer is beyond. */
const MAX_INTEGER = 2 ** 64;
const RESERVED = 'triton_';

/**
 * Parameters from JSON: numbers without a fraction are whole ones, with every digit where the object is as it was parsed.
 *
 * @throws ServingError `invalid-argument` when a name is reserved
 */
export function toParameters(
  given: Readonly<Record<string, string | number | boolean | bigint>> = {},
): Map<string, ParameterValue> {
  const parameters = new Map<string, ParameterValue>();
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith(RESERVED)) {
      throw new ServingError(
        'invalid-argument',
        "parameter keys starting with 'triton_' are reserved for Triton usage and should not be specified.",
      );
    }
    parameters.set(name, toParameter(exactInteger(given, name) ?? value));
  }
  return parameters;
}

function toParameter(value: ParameterValue): ParameterValue {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= MAX_INTEGER ? BigInt(value) : value;
}

/** A member of a JSON object, with every digit of whole numbers; nothing when there are no parameters. */
export function parametersMember(parameters: Parameters, more: Readonly<Record<string, number>> = {}): string {
  const members = [...parameters, ...Object.entries(more)].map(
    ([name, value]) => `${JSON.stringify(name)}:${typeof value === 'bigint' ? value : JSON.stringify(value)}`,
  );
  return members.length === 0 ? '' : `,"parameters":{${members.join(',')}}`;
}

/** Takes a parameter that is meant for this encoding alone out of the others. */
export function takeParameter(parameters: Map<string, ParameterValue>, name: string): ParameterValue | undefined {
  const value = parameters.get(name);
  parameters.delete(name);
  return value;
}

/** @throws ServingError `invalid-argument` when it is something else */
export function takeBoolean(parameters: Map<string, ParameterValue>, name: string): boolean | undefined {
  const value = takeParameter(parameters, name);
  if (value === undefined || typeof value === 'boolean') return value;
  throw new ServingError('invalid-argument', `Unable to parse '${name}': expected a boolean, got: ${value}`);
}
