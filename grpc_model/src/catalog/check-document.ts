import Ajv, { type ErrorObject, type KeywordDefinition, type SchemaObject, type ValidateFunction } from 'ajv';
import { ProblemsError, type Problem } from '../core/problems';
import { parseDuration, parseSize } from '../core/quantity';
import type { YamlDocument } from '../core/yaml-document';

const FORMATS = { version: /^\d{1,3}\.\d{1,3}\.\d{1,3}$/ };

/** The keyword `quantity`, which this project adds: a text or number that is a size or a duration. */
const QUANTITY: KeywordDefinition = {
  keyword: 'quantity',
  schemaType: 'string',
  validate: (kind: 'size' | 'duration', given: string | number) => {
    // Any other type, and a number that is none, has been refused by its type.
    if (typeof given !== 'string' && !Number.isFinite(given)) return true;
    return (kind === 'size' ? parseSize(given) : parseDuration(given)) !== undefined;
  },
};

const MEANINGS: Readonly<Record<string, string>> = {
  size: 'a size above zero such as "5M" (decimal) or "5Mi" (binary)',
  duration: 'a duration above zero such as "60s", "500ms" or "2m"',
  version: 'a quoted version "x.y.z", each part below 1000',
};

/**
 * Checks a document against its schema.
 *
 * @typeParam Document the type that is derived from the same schema
 * @throws ProblemsError with every problem at once
 */
export function checkDocument<Document>(document: YamlDocument, schema: SchemaObject): Document {
  const validate = validatorOf<Document>(schema);
  const { value } = document;
  if (validate(value)) return value;
  const errors = (validate.errors ?? []).filter((error) => !isEcho(error));
  throw new ProblemsError(errors.map((error) => toProblem(document, error)));
}

/** Compiling takes milliseconds, and a store may have a thousand files of one schema. */
const validators = new WeakMap<SchemaObject, ValidateFunction>();

function validatorOf<Document>(schema: SchemaObject): ValidateFunction<Document> {
  const known = validators.get(schema);
  if (known !== undefined) return known as ValidateFunction<Document>;
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strict: true,
    allowUnionTypes: true,
    formats: FORMATS,
    keywords: [QUANTITY],
    // The schemas are ours and compiled once: checking and optimising them took half of the time that a start spends here.
    validateSchema: false,
    meta: false,
    code: { optimize: false },
  });
  const validate = ajv.compile<Document>(schema);
  validators.set(schema, validate);
  return validate;
}

/** Errors that only repeat, for a combination, what its branches have said already. */
function isEcho(error: ErrorObject): boolean {
  return error.keyword === 'propertyNames' || error.schemaPath.includes('/anyOf/');
}

function toProblem(document: YamlDocument, error: ErrorObject): Problem {
  const path = pathOf(error);
  return {
    file: document.file,
    line: document.lineOf(path),
    key: path.join('.'),
    found: foundBy(error, path),
    expected: expectedBy(error),
  };
}

function pathOf(error: ErrorObject): string[] {
  const parent = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (error.keyword === 'required' || error.keyword === 'dependencies')
    return [...parent, String(error.params['missingProperty'])];
  if (error.keyword === 'additionalProperties') return [...parent, String(error.params['additionalProperty'])];
  return error.propertyName === undefined ? parent : [...parent, error.propertyName];
}

function foundBy(error: ErrorObject, path: readonly string[]): string {
  if (error.keyword === 'required' || error.keyword === 'dependencies') return 'nothing';
  if (error.keyword === 'additionalProperties') return 'a key that means nothing here';
  return describe(error.propertyName === undefined ? error.data : `the name ${path.at(-1)}`);
}

function expectedBy(error: ErrorObject): string {
  const meaning = meaningOf(error.parentSchema) ?? choiceOf(error);
  if (meaning !== undefined) return meaning;
  switch (error.keyword) {
    case 'required':
      return 'this key';
    case 'dependencies':
      return `this key, because ${String(error.params['property'])} is there`;
    case 'type':
      return [error.params['type']].flat().join(' or ');
    case 'anyOf':
      return 'a list of strings, or a string';
    case 'pattern':
      return `a text like ${String(error.params['pattern'])}`;
    case 'minLength':
      return 'a text that is not empty';
    case 'minItems':
      return 'a list that is not empty';
    case 'not':
      return 'another name; "error" is taken for failures';
    default:
      return (error.message ?? error.keyword).replace(/^must be /, '');
  }
}

/** What there is to choose from, where the rule is a choice. */
function choiceOf({ keyword, params, parentSchema }: ErrorObject): string | undefined {
  if (keyword === 'enum') return `one of ${[params['allowedValues']].flat().join(', ')}`;
  if (keyword !== 'additionalProperties') return undefined;
  return `one of ${Object.keys(Object(parentSchema?.['properties']) as object).join(', ')}`;
}

/** What the schema at this place means as a whole, where that says more than the one rule that is broken. */
function meaningOf(schema: ErrorObject['parentSchema']): string | undefined {
  const name: unknown = schema?.['quantity'] ?? schema?.['format'];
  return typeof name === 'string' ? MEANINGS[name] : undefined;
}

/** A short form of a value, for a message. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'a map';
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return typeof value === 'string' ? short : `the ${typeof value} ${short}`;
}
