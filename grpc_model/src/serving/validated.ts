import type { DeclaredInput, ModelMetadata } from '../contract';
import { ServingError } from '../core/errors';
import { failed, succeeded, type Item, type ItemResult } from '../core/request';
import type { Runnable } from '../core/served-model';
import { mapInSlices } from './map-in-slices';
import { isAcceptable, nameContent } from './media-type';

const MAX_SHOWN_NAMES = 5;
const MAX_SHOWN_CHARS = 60;

/**
 * Checks every item against the model's declaration before it reaches a worker, and every output after: an item that
 * breaks it fails alone.
 */
export function validated(inner: Runnable, metadata: ModelMetadata): Runnable {
  return {
    async infer(request, call) {
      const problems = await mapInSlices(request.items, (item) => findInputProblem(item, metadata));
      const valid = request.items.filter((_, index) => problems[index] === undefined);
      const results = valid.length === 0 ? [] : await inner.infer({ ...request, items: valid }, call);
      const inOrder = results.values();
      return mapInSlices(problems, (problem) => {
        if (problem !== undefined) return failed({ code: 'invalid-argument', message: problem });
        return checkOutput(inOrder.next().value, metadata);
      });
    },
    async *stream(item, options, call) {
      const problem = findInputProblem(item, metadata);
      if (problem !== undefined) throw new ServingError('invalid-argument', problem);
      for await (const piece of inner.stream(item, options, call)) {
        const checked = checkOutput(succeeded(piece), metadata);
        if (!checked.ok) throw new ServingError(checked.error.code, checked.error.message);
        yield checked.output;
      }
    },
  };
}

/** @returns what is wrong with the item, for its sender; undefined when nothing is */
export function findInputProblem(item: Item, { inputs }: ModelMetadata): string | undefined {
  const declared = inputs.map(({ name }) => name);
  const missing = declared.filter((name) => !item.has(name));
  const unknown = [...item.keys()].filter((name) => !declared.includes(name));
  if (missing.length > 0 || unknown.length > 0) return nameMismatch(missing, unknown, declared);
  for (const input of inputs) {
    const problem = findContentProblem(input, item.get(input.name)!.bytes);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function nameMismatch(missing: readonly string[], unknown: readonly string[], declared: readonly string[]): string {
  const parts = [
    missing.length > 0 ? `The input ${quoteAll(missing)} is missing` : '',
    unknown.length > 0 ? `the input ${quoteAll(unknown)} is unknown` : '',
  ].filter((part) => part !== '');
  const sentence = parts.join(', and ').replace(/^t/, 'T');
  return `${sentence}; expected ${declared.length === 0 ? 'no inputs' : `exactly ${quoteAll(declared)}`}.`;
}

function findContentProblem(input: DeclaredInput, content: Uint8Array): string | undefined {
  const { name, maxSize, acceptedMediaTypes } = input;
  if (content.byteLength > maxSize.value) {
    return `The input "${name}" has ${content.byteLength} bytes; expected at most ${maxSize.text} (${maxSize.value} bytes).`;
  }
  if (!isAcceptable(content, acceptedMediaTypes)) {
    return `The input "${name}" is ${nameContent(content)}; expected ${acceptedMediaTypes.join(' or ')}.`;
  }
  return undefined;
}

function checkOutput(result: ItemResult | undefined, { outputs }: ModelMetadata): ItemResult {
  if (result === undefined) return modelFailed('The model returned no output for this item.');
  if (!result.ok) return result;
  const declared = new Set(outputs.map(({ name }) => name));
  const unknown = [...result.output.keys()].filter((name) => !declared.has(name));
  if (unknown.length > 0)
    return modelFailed(`The model returned the output ${quoteAll(unknown)}, which it does not declare.`);
  const missing = outputs.filter(({ name }) => !result.output.has(name)).map(({ name }) => name);
  if (missing.length > 0)
    return modelFailed(`The model did not return the output ${quoteAll(missing)}, which it declares.`);
  for (const { name, maxSize } of outputs) {
    const { byteLength } = result.output.get(name)!.bytes;
    if (byteLength > maxSize.value) {
      return modelFailed(
        `The model returned ${byteLength} bytes for "${name}"; it declares at most ${maxSize.text} (${maxSize.value} bytes).`,
      );
    }
  }
  return result;
}

function modelFailed(message: string): ItemResult {
  return failed({ code: 'model-failed', message });
}

/** Names for a message: a caller may have sent any number of any length. */
function quoteAll(names: readonly string[]): string {
  const shown = names.slice(0, MAX_SHOWN_NAMES).map((name) => `"${name.slice(0, MAX_SHOWN_CHARS)}"`);
  const others = names.length - shown.length;
  return `${shown.join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}
