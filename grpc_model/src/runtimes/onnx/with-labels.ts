import type { DeclaredOutput } from '../../contract';

/**
 * Says of one output what its places stand for: of the only one whose last dimension is as long as the labels are many, or
 * else of the last one. A classifier gives its scores last, after the class that it chose.
 *
 * @param labels null: nobody has told
 */
export function withLabels(
  outputs: readonly DeclaredOutput[],
  labels: readonly string[] | null,
): readonly DeclaredOutput[] {
  if (labels === null) return outputs;
  const fitting = outputs.filter(({ tensor }) => tensor?.shape.at(-1) === labels.length);
  const labelled = fitting.length === 1 ? fitting[0] : outputs.at(-1);
  return outputs.map((output) => (output === labelled ? { ...output, labels } : output));
}
