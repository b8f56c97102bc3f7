import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { ServingError } from '../../../core/errors';

/** Compiling takes milliseconds, which a start should not spend. */
const validators = new WeakMap<object, ValidateFunction>();

/**
 * A value that fits its schema.
 *
 * @param reword gives the protocol's own sentence for what is wrong, where it has one
 * @throws ServingError `invalid-argument`
 */
export function validated<const S extends Exclude<JSONSchema, boolean>>(
  value: unknown,
  schema: S,
  reword: (error: ErrorObject) => string | undefined = () => undefined,
): FromSchema<S> {
  const validate = validatorOf<FromSchema<S>>(schema);
  if (validate(value)) return value;
  const [error] = validate.errors!;
  throw new ServingError(
    'invalid-argument',
    reword(error!) ?? `Unable to parse '${keyOf(error!)}': ${expectation(error!)}`,
  );
}

function validatorOf<T>(schema: object): ValidateFunction<T> {
  const known =
    validators.get(schema) ?? new Ajv({ validateSchema: false, meta: false, allowUnionTypes: true }).compile(schema);
  validators.set(schema, known);
  return known as ValidateFunction<T>;
}

/** The key that is wrong, or missing; `body` for the whole. */
export function keyOf({ keyword, params, instancePath }: ErrorObject): string {
  if (keyword === 'required') return String(params['missingProperty']);
  if (keyword === 'additionalProperties') return String(params['additionalProperty']);
  const names = instancePath.split('/').slice(1);
  const key = names.findLast((each) => !/^\d+$/.test(each)) ?? 'body';
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}

export function expectation({ keyword, params, message = keyword }: ErrorObject): string {
  if (keyword === 'type') return `expected ${[params['type']].flat().join(', ')}`;
  if (keyword === 'required') return 'it is missing';
  if (keyword === 'additionalProperties') return 'it means nothing here';
  return message.replace(/^must /, 'it must ');
}
