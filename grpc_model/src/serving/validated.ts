import type { DeclaredInput, DeclaredOutput, ModelMetadata, Quantity } from '../contract';
import { ServingError } from '../core/errors';
import { failed, succeeded, type Item, type ItemResult, type Part } from '../core/request';
import type { Runnable } from '../core/served-model';
import { describeTensor } from '../core/tensor-shape';
import { mapInSlices } from './map-in-slices';
import { isAcceptable, nameContent } from './media-type';
import { findMismatch, readTensorInput } from '../core/tensor-input';

const MAX_SHOWN_NAMES = 5;
const MAX_SHOWN_CHARS = 60;

/**
 * Checks every item against the model's declaration before it reaches a worker, and every output after: an item that
 * breaks it fails alone.
 */
export function validated(inner: Runnable, metadata: ModelMetadata): Runnable {
  return {
    async infer(request, call) {
      const checked = await mapInSlices(request.items, (item) => checkInput(item, metadata));
      const valid = checked.filter((each) => typeof each !== 'string');
      const results = valid.length === 0 ? [] : await inner.infer({ ...request, items: valid }, call);
      const inOrder = results.values();
      return mapInSlices(checked, (each) => {
        if (typeof each === 'string') return failed({ code: 'invalid-argument', message: each });
        return checkOutput(inOrder.next().value, metadata);
      });
    },
    async *stream(item, options, call) {
      const checked = checkInput(item, metadata);
      if (typeof checked === 'string') throw new ServingError('invalid-argument', checked);
      for await (const piece of inner.stream(checked, options, call)) {
        const result = checkOutput(succeeded(piece), metadata);
        if (!result.ok) throw new ServingError(result.error.code, result.error.message);
        yield result.output;
      }
    },
  };
}

/** @returns the item with its declared tensors as tensors, or what is wrong with it, for its sender */
export function checkInput(item: Item, { inputs }: ModelMetadata): Item | string {
  const declared = inputs.map(({ name }) => name);
  const missing = declared.filter((name) => !item.has(name));
  const unknown = [...item.keys()].filter((name) => !declared.includes(name));
  if (missing.length > 0 || unknown.length > 0) return nameMismatch(missing, unknown, declared);
  let tensors: Map<string, Part> | undefined;
  for (const input of inputs) {
    const given = item.get(input.name)!;
    const checked = checkPart(input, given);
    if (typeof checked === 'string') return checked;
    if (checked !== given) (tensors ??= new Map(item)).set(input.name, checked);
  }
  return tensors ?? item;
}

function checkPart(input: DeclaredInput, given: Part): Part | string {
  const { name, tensor, maxSize } = input;
  if (tensor === undefined) {
    if (given.kind === 'bytes') return findContentProblem(input, given.bytes) ?? given;
    return `The input "${name}" is a tensor ${describeTensor(given.datatype, given.shape)}; expected bytes.`;
  }
  const reading = readTensorInput(given, tensor);
  if ('problem' in reading) return `The input "${name}" ${reading.problem}.`;
  return findSizeProblem(name, maxSize, reading.part.bytes) ?? reading.part;
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
  const problem = findSizeProblem(name, maxSize, content);
  if (problem !== undefined || isAcceptable(content, acceptedMediaTypes)) return problem;
  return `The input "${name}" is ${nameContent(content)}; expected ${acceptedMediaTypes.join(' or ')}.`;
}

function findSizeProblem(name: string, maxSize: Quantity, { byteLength }: Uint8Array): string | undefined {
  if (byteLength <= maxSize.value) return undefined;
  return `The input "${name}" has ${byteLength} bytes; expected at most ${maxSize.text} (${maxSize.value} bytes).`;
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
  for (const declaredOutput of outputs) {
    const problem = findOutputProblem(declaredOutput, result.output.get(declaredOutput.name)!);
    if (problem !== undefined) return modelFailed(problem);
  }
  return result;
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

/** Names for a message: a caller may have sent any number of any length. */
function quoteAll(names: readonly string[]): string {
  const shown = names.slice(0, MAX_SHOWN_NAMES).map((name) => `"${name.slice(0, MAX_SHOWN_CHARS)}"`);
  const others = names.length - shown.length;
  return `${shown.join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}
