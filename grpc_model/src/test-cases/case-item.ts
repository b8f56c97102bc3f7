import type { ModelMetadata } from '../contract';
import type { Item, ItemResult, Part } from '../core/request';
import { toFile } from '../core/tensor-file';
import { readTensorInput } from '../core/tensor-input';
import type { Answer } from './check-answer';

/**
 * The inputs of a case as a wrapper receives them without a server: declared tensors are read from their files.
 *
 * @returns what is wrong with them, as the server would tell its caller
 */
export function toItem(
  inputs: Readonly<Record<string, Uint8Array>>,
  { inputs: declared }: Pick<ModelMetadata, 'inputs'>,
): Item | string {
  const item = new Map<string, Part>();
  for (const [name, bytes] of Object.entries(inputs)) {
    const given: Part = { kind: 'bytes', bytes };
    const tensor = declared.find((input) => input.name === name)?.tensor;
    const reading = tensor === undefined ? { part: given } : readTensorInput(given, tensor);
    if ('problem' in reading) return `The input "${name}" ${reading.problem}.`;
    item.set(name, reading.part);
  }
  return item;
}

/** What a wrapper made of an item, as its caller would receive it: tensors as the files that hold them. */
export function toAnswer(result: ItemResult, { outputs }: Pick<ModelMetadata, 'outputs'>): Answer {
  if (!result.ok) return { success: false, error: result.error.message };
  const mediaTypeOf = (name: string) => outputs.find((output) => output.name === name)?.mediaType;
  return {
    success: true,
    output: Object.fromEntries(Array.from(result.output, ([name, part]) => [name, toFile(part, mediaTypeOf(name))])),
  };
}
