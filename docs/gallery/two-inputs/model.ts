import { InvalidInputError, ModelWrapper, results } from '../../../grpc_model/src/contract';
import type { ModelInput, ModelOutput } from '../../../grpc_model/src/contract';

/** Two inputs: counts how often each word of a list stands in a text. */
export default class WordCounter extends ModelWrapper {
  // Both inputs are there: the server refuses an item without one of them before this is called.
  override async handleDiscreteInput(input: ModelInput): Promise<ModelOutput> {
    const words = readWords(input.json('words.json'));
    const counts = countWords(input.text('text.txt'));
    // A list and not an object: a word of the caller's could be "__proto__".
    const found = words.map((word) => ({ word, count: counts.get(word.toLowerCase()) ?? 0 }));
    return results({ result: { counts: found } });
  }
}

function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** JSON may be of any shape, so its type is unknown until it has been looked at. */
function readWords(value: unknown): string[] {
  if (Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string')) return value;
  throw new InvalidInputError(
    'The input "words.json" is not what is expected; send a list of words, for example ["cat","dog"].',
  );
}
