import { isDeepStrictEqual } from 'node:util';
import { messageOf } from '../../core/errors';
import type { Item, Part } from '../../core/request';
import { joinItems, splitItem } from '../../core/rows';
import { toTensor } from '../../core/tensor';
import { toFile } from '../../core/tensor-file';
import { numbersOf } from '../../core/tensor-numbers';
import { describeTensor } from '../../core/tensor-shape';
import { compareTensors } from '../../test-cases/compare-tensors';
import type { Tolerance } from '../../test-cases/read-test-cases';
import { makeExample, type Recipe } from './example-input';
import type { Graph } from './graph';

/** An input, and what the graph answers to it. */
export interface Example {
  readonly inputs: Item;
  readonly outputs: Item;
  readonly tolerance: Tolerance | undefined;
  /** How the input was made up. */
  readonly recipe: Recipe;
}

/** From what most graphs take to what nearly every one does. */
const RANGES: readonly Pick<Recipe, 'floats' | 'integers'>[] = [
  { floats: [-1, 1], integers: [0, 9] },
  { floats: [0, 1], integers: [0, 1] },
  { floats: [0, 1], integers: [0, 9] },
  { floats: [0.01, 0.1], integers: [1, 2] },
];
const LENGTHS: readonly Pick<Recipe, 'length' | 'pictureLength'>[] = [
  { length: 8, pictureLength: 64 },
  { length: 1, pictureLength: 224 },
  { length: 16, pictureLength: 8 },
];
const RECIPES: readonly Recipe[] = LENGTHS.flatMap((lengths) =>
  RANGES.map((ranges) => ({ ...ranges, ...lengths })),
).map((each, index) => ({ ...each, seed: index + 1 }));

/** After so long whoever waits is better off with an example of their own. */
const ENOUGH_MS = 60_000;

/**
 * Looks for an input to which the graph gives finite answers, the same whenever it is asked.
 *
 * @param given inputs that are not to be made up
 * @throws Error with why there is none, and what to do
 */
export async function findExample(graph: Graph, given: Item): Promise<Example> {
  const endMs = performance.now() + ENOUGH_MS;
  const reasons = new Set<string>();
  for (const recipe of isComplete(graph, given) ? RECIPES.slice(0, 1) : RECIPES) {
    if (performance.now() > endMs) break;
    const inputs = makeExample(graph.inputs, given, recipe);
    const outputs = await graph.run(inputs).catch((thrown: unknown) => messageOf(thrown));
    const problem = typeof outputs === 'string' ? outputs : findInfinite(outputs);
    if (problem !== undefined) reasons.add(problem);
    if (problem !== undefined || typeof outputs === 'string') continue;
    const tolerance = toleranceFor(outputs);
    throwIfOther(outputs, await graph.run(inputs), tolerance);
    return { inputs, outputs, tolerance, recipe };
  }
  throw new Error(
    `The graph gave no finite answer to ${isComplete(graph, given) ? 'the inputs that were given' : 'any input that was made up'}:\n` +
      `${[...reasons].map((reason) => `  ${reason.trim()}`).join('\n')}\n` +
      `Give an example of your own for each input: ${graph.inputs.map(({ name }) => `--input-npy "${name}=FILE.npy"`).join(' ')}`,
  );
}

/**
 * Whether the graph answers the rows of two items together as it answers each alone, so that calls may share a run.
 *
 * @returns why not, as the end of a sentence; undefined when it does
 */
export async function findBatchProblem(graph: Graph, given: Item, example: Example): Promise<string | undefined> {
  const ports = [...graph.inputs, ...graph.outputs];
  if (graph.inputs.length === 0) return 'it has no inputs';
  const fixed = ports.find(({ tensor }) => tensor.shape[0] !== -1);
  if (fixed !== undefined) return `the first dimension of "${fixed.name}" is not open`;
  const other = makeExample(graph.inputs, given, { ...example.recipe, seed: example.recipe.seed + 1000 });
  try {
    const rows = [rowsOf(example.inputs), rowsOf(other)];
    const together = await graph.run(joinItems([example.inputs, other], rows));
    const alone = joinItems([example.outputs, await graph.run(other)], rows);
    // Throws when they are not as many.
    splitItem(together, rows[0]!);
    const difference = findDifference(alone, together, example.tolerance);
    return difference === undefined
      ? undefined
      : `it answers two items together in another way than alone (${difference})`;
  } catch (thrown) {
    return `it does not answer two items together (${messageOf(thrown)})`;
  }
}

function isComplete({ inputs }: Graph, given: Item): boolean {
  return inputs.every(({ name }) => given.has(name));
}

function rowsOf(item: Item): number {
  const [first] = item.values();
  return first?.kind === 'tensor' ? (first.shape[0] ?? 0) : 0;
}

function findInfinite(outputs: Item): string | undefined {
  for (const [name, part] of outputs) {
    const numbers = floatsOf(part);
    const bad = numbers.filter((each) => !Number.isFinite(each)).length;
    if (bad > 0 && part.kind === 'tensor')
      return `${bad} of ${numbers.length} elements of the output "${name}" (${describeTensor(part.datatype, part.shape)}) were NaN or infinite.`;
  }
  return undefined;
}

/** Processors differ in the last digits: by about so much of the largest number of an output. */
function toleranceFor(outputs: Item): Tolerance | undefined {
  const largest = Array.from(outputs.values(), (part) =>
    floatsOf(part).reduce((most, each) => Math.max(most, Math.abs(each)), 0),
  ).filter((each) => each > 0);
  if (largest.length === 0) return undefined;
  const isHalf = [...outputs.values()].some((part) => part.kind === 'tensor' && part.datatype === 'FP16');
  const relative = isHalf ? 1e-2 : 1e-3;
  const power = Math.floor(Math.log10(Math.min(...largest) * relative * 0.1));
  return { absolute: Number(`1e${Math.max(-12, power)}`), relative };
}

function floatsOf(part: Part): number[] {
  if (part.kind === 'bytes' || !/^(FP|BF)/.test(part.datatype)) return [];
  const tensor = toTensor(part);
  return tensor.datatype === 'BYTES' ? [] : Array.from<number | bigint, number>(numbersOf(tensor), Number);
}

function throwIfOther(first: Item, second: Item, tolerance: Tolerance | undefined): void {
  const difference = findDifference(first, second, tolerance);
  if (difference === undefined) return;
  throw new Error(
    `The graph gives another answer to the same input (${difference}), so that no test could expect one; export it without random operators and in inference mode.`,
  );
}

function findDifference(
  expected: Item,
  found: Item,
  tolerance: Tolerance = { absolute: 0, relative: 0 },
): string | undefined {
  for (const [name, part] of expected) {
    const other = found.get(name);
    if (other === undefined || other.kind === 'bytes' || part.kind === 'bytes') return `"${name}" is missing`;
    const isText = part.datatype === 'BYTES';
    if (isText && !isDeepStrictEqual([...part.bytes], [...other.bytes])) return `the texts of "${name}" differ`;
    const [difference] = isText ? [] : compareTensors(toFile(part), toFile(other), undefined, tolerance);
    if (difference !== undefined) return `${name}: ${difference}`;
  }
  return undefined;
}
