import type { DeclaredOutput, ModelMetadata } from '../contract';
import { failed, type Item, type ItemResult, type Part } from '../core/request';
import { findMismatch } from '../core/tensor-input';
import { quoteNames } from './quote-names';

/** @returns the result, or why it breaks what the model declares */
export function checkOutput(result: ItemResult | undefined, { outputs }: ModelMetadata): ItemResult {
  if (result === undefined) return modelFailed('The model returned no output for this item.');
  if (!result.ok) return result;
  const { output } = result;
  if (output.size !== outputs.length) return nameMismatch(output, outputs);
  for (const declaredOutput of outputs) {
    const part = output.get(declaredOutput.name);
    if (part === undefined) return nameMismatch(output, outputs);
    const problem = findOutputProblem(declaredOutput, part);
    if (problem !== undefined) return modelFailed(problem);
  }
  return result;
}

function nameMismatch(output: Item, outputs: readonly DeclaredOutput[]): ItemResult {
  const declared = new Set(outputs.map(({ name }) => name));
  const unknown = [...output.keys()].filter((name) => !declared.has(name));
  if (unknown.length > 0)
    return modelFailed(`The model returned the output ${quoteNames(unknown)}, which it does not declare.`);
  const missing = outputs.filter(({ name }) => !output.has(name)).map(({ name }) => name);
  return modelFailed(`The model did not return the output ${quoteNames(missing)}, which it declares.`);
}

function findOutputProblem({ name, maxSize, tensor }: DeclaredOutput, part: Part): string | undefined {
  const { byteLength } = part.bytes;
  if (byteLength > maxSize.value)
    return `The model returned ${byteLength} bytes for "${name}"; it declares at most ${maxSize.text} (${maxSize.value} bytes).`;
  if (tensor === undefined) {
    if (part.kind === 'bytes') return undefined;
    return `The model's output "${name}" is a tensor; it declares bytes.`;
  }
  if (part.kind === 'bytes') return `The model's output "${name}" is bytes; it declares a tensor.`;
  const mismatch = findMismatch(part, tensor, 0);
  return mismatch && `The model's output "${name}" ${mismatch}.`;
}

function modelFailed(message: string): ItemResult {
  return failed({ code: 'model-failed', message });
}
