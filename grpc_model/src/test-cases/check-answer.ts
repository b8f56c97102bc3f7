import type { DeclaredOutput, ModelMetadata } from '../contract';
import { messageOf } from '../core/errors';
import { compareJson } from './compare-json';
import { comparePictures } from './compare-pictures';
import { compareTensors, isTensorFile } from './compare-tensors';
import type { TestCase } from './read-test-cases';

export interface Flags {
  readonly detectDrift: boolean;
  readonly explain: boolean;
}

/** Every combination of the flags that a caller can set. */
export const ALL_FLAGS: readonly Flags[] = [
  { detectDrift: false, explain: false },
  { detectDrift: true, explain: false },
  { detectDrift: false, explain: true },
  { detectDrift: true, explain: true },
];

/** What came back for one item, through whichever way it went. */
export type Answer =
  | { readonly success: true; readonly output: Readonly<Record<string, Uint8Array>> }
  | { readonly success: false; readonly error: string };

/** @returns how the answer differs from what the case expects, a line for each difference; empty when it does not */
export async function checkAnswer(
  testCase: TestCase,
  answer: Answer,
  flags: Flags,
  { outputs: declared }: ModelMetadata,
): Promise<string[]> {
  const { expected } = testCase;
  if ('error' in expected) {
    if (answer.success) return [`expected an error that contains "${expected.error}", found a success`];
    const contains = answer.error.includes(expected.error);
    return contains ? [] : [`expected an error that contains "${expected.error}", found "${answer.error}"`];
  }
  if (!answer.success) return [`expected a success, found the error "${answer.error}"`];
  const undeclared = Object.keys(answer.output).filter((name) => !declared.some((output) => output.name === name));
  const differences = await Promise.all(
    declared.map(async (output) => {
      const found = answer.output[output.name];
      if (found === undefined) return [`the output "${output.name}" is missing`];
      const lines = await compareOutput(output, expected.outputs[output.name]!, Buffer.from(found), flags, testCase);
      return lines.map((line) => `${output.name}: ${line}`);
    }),
  );
  return [...undeclared.map((name) => `the output "${name}" is not declared in model.yaml`), ...differences.flat()];
}

/** How an output's content is compared, by its media type. */
export function kindOf({ mediaType }: DeclaredOutput): 'json' | 'picture' | 'text' | 'bytes' {
  if (/[/+]json$/.test(mediaType)) return 'json';
  if (mediaType.startsWith('image/')) return 'picture';
  return mediaType.startsWith('text/') ? 'text' : 'bytes';
}

/** @returns how one output differs from what the case expects of it; empty when it does not */
export async function compareOutput(
  declared: DeclaredOutput,
  expected: Buffer,
  found: Buffer,
  flags: Flags,
  { tolerance }: Pick<TestCase, 'tolerance'>,
): Promise<string[]> {
  const { tensor } = declared;
  if (isTensorFile(expected, tensor)) return compareTensors(expected, found, tensor, tolerance);
  const kind = kindOf(declared);
  if (kind === 'json') {
    return compareDocuments(expected, found, (a, b) => compareJson(withoutUnasked(a, flags), b, tolerance));
  }
  if (kind === 'picture') return comparePictures(expected, found, tolerance);
  if (kind === 'text') return compareText(expected.toString(), found.toString());
  return expected.equals(found) ? [] : [`the ${found.length} bytes found differ from the ${expected.length} expected`];
}

function compareDocuments(expected: Buffer, found: Buffer, compare: (a: unknown, b: unknown) => string[]): string[] {
  try {
    return compare(JSON.parse(expected.toString()), JSON.parse(found.toString()));
  } catch (thrown) {
    return [`not JSON: ${messageOf(thrown)}`];
  }
}

/** Lines may end as the editor or the version control left them. */
function compareText(expected: string, found: string): string[] {
  const [a, b] = [expected, found].map((text) => text.replaceAll('\r\n', '\n').replace(/\n$/, ''));
  return a === b ? [] : [`expected ${JSON.stringify(a?.slice(0, 80))}, found ${JSON.stringify(b?.slice(0, 80))}`];
}

/** Expected results are recorded with every flag set; what was not asked for is null in the envelope. */
function withoutUnasked(document: unknown, { detectDrift, explain }: Flags): unknown {
  if (typeof document !== 'object' || document === null || !('data' in document)) return document;
  const { data } = document;
  if (typeof data !== 'object' || data === null) return document;
  return {
    ...document,
    data: { ...data, ...(!explain && { explanation: null }), ...(!detectDrift && { drift: null }) },
  };
}
