import type { FromSchema } from 'json-schema-to-ts';

/** `test_cases/<case>/case.yaml`: what the files of a case cannot say. The file is optional. */
export const testCaseSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Test case (case.yaml)',
  type: 'object',
  additionalProperties: false,
  properties: {
    description: { type: 'string', description: 'What the case is about.' },
    error: {
      type: 'string',
      minLength: 1,
      description: 'The case must fail, with a message that contains this text; it then has no output files.',
    },
    reviewed: {
      type: 'boolean',
      description:
        'false: a machine has recorded the expected outputs, and nobody has looked at them yet; the tests say so. Default true.',
    },
    tolerance: {
      type: 'object',
      additionalProperties: false,
      description:
        'How far a number in a JSON output, or the mean channel value of a picture (0 to 1), may be from the expected one: the larger of the two.',
      properties: {
        absolute: { type: 'number', minimum: 0, description: 'Default 0.00001.' },
        relative: { type: 'number', minimum: 0, description: 'A part of the expected number. Default 0.00001.' },
      },
    },
  },
} as const;

/** `case.yaml` as it stands in the file, after its schema was checked. */
export type TestCaseDocument = FromSchema<typeof testCaseSchema>;
