import type { DeclaredOutput, ModelMetadata } from '../../contract';
import { messageOf } from '../../core/errors';
import { checkAnswer, compareOutput, kindOf, type Answer } from '../../test-cases/check-answer';
import { describePicture } from '../../test-cases/compare-pictures';
import type { TestCase } from '../../test-cases/read-test-cases';
import { RECORDED_FLAGS } from './case-runner';
import { jsonDiff, lineDiff, pretty, wholeText } from './line-diff';

/** One output that is to be written. */
export interface NewOutput {
  readonly name: string;
  readonly content: Uint8Array;
  /** How it differs from what was expected, or the whole of it, for people. */
  readonly lines: readonly string[];
  readonly isFirst: boolean;
}

/** What the current model does to a case. */
export type Review =
  | { readonly kind: 'failed'; readonly problems: readonly string[] }
  /** Every output is within the tolerance. */
  | { readonly kind: 'same' }
  | { readonly kind: 'changed'; readonly outputs: readonly NewOutput[] };

/**
 * Compares what the model answered, twice, with what a case expects.
 *
 * @param again the answer to the same inputs once more
 */
export async function reviewCase(
  testCase: TestCase,
  answer: Answer,
  again: Answer,
  metadata: ModelMetadata,
): Promise<Review> {
  const { expected } = testCase;
  if ('error' in expected) return failedIfAny(await checkAnswer(testCase, answer, RECORDED_FLAGS, metadata));
  if (!answer.success) return { kind: 'failed', problems: [answer.error] };
  const unreadable = await unreadableOutputs(answer.output, metadata);
  if (unreadable.length > 0) return { kind: 'failed', problems: unreadable };
  const asFound = { ...testCase, expected: { outputs: buffersOf(answer.output) } };
  const unsteady = await checkAnswer(asFound, again, RECORDED_FLAGS, metadata);
  if (unsteady.length > 0)
    return {
      kind: 'failed',
      problems: ['The same inputs gave another answer the second time; make the model repeatable.', ...unsteady],
    };
  const reviews = metadata.outputs.map((declared) =>
    reviewOutput(declared, expected.outputs[declared.name], asFound.expected.outputs[declared.name]!, testCase),
  );
  const outputs = (await Promise.all(reviews)).filter((each) => each !== undefined);
  return outputs.length === 0 ? { kind: 'same' } : { kind: 'changed', outputs };
}

/** The whole of what a case expects, for who reviews it without a change. */
export async function describeExpected({ expected }: TestCase, { outputs }: ModelMetadata): Promise<string[]> {
  if ('error' in expected) return [];
  const parts = await Promise.all(
    outputs.map(async (declared) => {
      const content = expected.outputs[declared.name];
      return content === undefined ? [] : [declared.name, ...(await describeOutput(declared, content))];
    }),
  );
  return parts.flat();
}

function failedIfAny(problems: readonly string[]): Review {
  return problems.length === 0 ? { kind: 'same' } : { kind: 'failed', problems };
}

async function reviewOutput(
  declared: DeclaredOutput,
  expected: Buffer | undefined,
  found: Buffer,
  testCase: TestCase,
): Promise<NewOutput | undefined> {
  const { name } = declared;
  if (expected === undefined)
    return { name, content: found, lines: await describeOutput(declared, found), isFirst: true };
  const differences = await compareOutput(declared, expected, found, RECORDED_FLAGS, testCase);
  if (differences.length === 0) return undefined;
  return {
    name,
    content: found,
    lines: await diffOutput(declared, expected, found, testCase, differences),
    isFirst: false,
  };
}

async function diffOutput(
  declared: DeclaredOutput,
  expected: Buffer,
  found: Buffer,
  { tolerance }: TestCase,
  differences: readonly string[],
): Promise<string[]> {
  switch (kindOf(declared)) {
    case 'json': {
      const before = jsonOf(expected);
      // What was expected may be damaged, which is a reason to record it again.
      if (before === undefined) return [...differences, ...(await describeOutput(declared, found))];
      return jsonDiff(before.value, JSON.parse(found.toString()), tolerance);
    }
    case 'picture':
      return [...differences, `the new one: ${await describePicture(found)}, ${found.length} bytes`];
    case 'text':
      return lineDiff(expected.toString(), found.toString());
    case 'bytes':
      return [describeBytes(expected, found)];
  }
}

async function describeOutput(declared: DeclaredOutput, content: Buffer): Promise<string[]> {
  switch (kindOf(declared)) {
    case 'json': {
      const json = jsonOf(content);
      return wholeText(json === undefined ? content.toString() : pretty(json.value));
    }
    case 'text':
      return wholeText(content.toString());
    case 'picture':
      return [`${await describePicture(content)}, ${content.length} bytes`];
    case 'bytes':
      return [`${content.length} bytes`];
  }
}

/** Lengths, and where the first difference is. */
export function describeBytes(expected: Uint8Array, found: Uint8Array): string {
  const shorter = Math.min(expected.length, found.length);
  let at = 0;
  while (at < shorter && expected[at] === found[at]) at++;
  return `expected ${expected.length} bytes, found ${found.length}; the first difference is at byte ${at}`;
}

/** Outputs that are not what they are declared as, which no test could compare. */
async function unreadableOutputs(
  output: Readonly<Record<string, Uint8Array>>,
  { outputs }: ModelMetadata,
): Promise<string[]> {
  const problems = await Promise.all(
    outputs.map(async (declared): Promise<string[]> => {
      const content = output[declared.name];
      const kind = kindOf(declared);
      if (content === undefined || kind === 'text' || kind === 'bytes') return [];
      try {
        if (kind === 'json') JSON.parse(Buffer.from(content).toString());
        else await describePicture(Buffer.from(content));
        return [];
      } catch (thrown) {
        return [
          `The output "${declared.name}" is declared as ${declared.mediaType}, and is none: ${messageOf(thrown)}`,
        ];
      }
    }),
  );
  return problems.flat();
}

function jsonOf(content: Buffer): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(content.toString()) as unknown };
  } catch {
    return undefined;
  }
}

function buffersOf(output: Readonly<Record<string, Uint8Array>>): Record<string, Buffer> {
  return Object.fromEntries(Object.entries(output).map(([name, bytes]) => [name, Buffer.from(bytes)]));
}
