import type { DeclaredInput, ModelMetadata, Quantity } from '../contract';
import type { Item, Part } from '../core/request';
import { readTensorInput } from '../core/tensor-input';
import { describeTensor } from '../core/tensor-shape';
import { isAcceptable, nameContent } from './media-type';
import { quoteNames } from './quote-names';

/** @returns the item with its declared tensors as tensors, or what is wrong with it, for its sender */
export function checkInput(item: Item, { inputs }: ModelMetadata): Item | string {
  // As many names as are declared, and each of those there: then none is unknown.
  if (item.size !== inputs.length) return nameMismatch(item, inputs);
  let isAsGiven = true;
  const parts = new Map<string, Part>();
  for (const input of inputs) {
    const given = item.get(input.name);
    if (given === undefined) return nameMismatch(item, inputs);
    const checked = checkPart(input, given);
    if (typeof checked === 'string') return checked;
    if (checked !== given) isAsGiven = false;
    parts.set(input.name, checked);
  }
  return isAsGiven ? item : parts;
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

function nameMismatch(item: Item, inputs: readonly DeclaredInput[]): string {
  const declared = inputs.map(({ name }) => name);
  const missing = declared.filter((name) => !item.has(name));
  const unknown = [...item.keys()].filter((name) => !declared.includes(name));
  const parts = [
    missing.length > 0 ? `The input ${quoteNames(missing)} is missing` : '',
    unknown.length > 0 ? `the input ${quoteNames(unknown)} is unknown` : '',
  ].filter((part) => part !== '');
  const sentence = parts.join(', and ').replace(/^t/, 'T');
  return `${sentence}; expected ${declared.length === 0 ? 'no inputs' : `exactly ${quoteNames(declared)}`}.`;
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
