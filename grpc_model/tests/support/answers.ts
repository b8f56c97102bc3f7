import type { Item, ItemResult } from '../../src/core/request';
import type { Answer } from '../../src/test-cases/check-answer';

export function toItem(inputs: Readonly<Record<string, Uint8Array>>): Item {
  return new Map(Object.entries(inputs).map(([name, bytes]) => [name, { kind: 'bytes', bytes }]));
}

export function toAnswer(result: ItemResult): Answer {
  if (!result.ok) return { success: false, error: result.error.message };
  const output = Object.fromEntries(Array.from(result.output, ([name, part]) => [name, part.bytes]));
  return { success: true, output };
}
