import { InvalidInputError, ModelWrapper } from '../../../grpc_model/src/contract';
import type { InferenceOptions, ModelInput, ModelOutput } from '../../../grpc_model/src/contract';

/** What may follow a word. A language model has a network in this place. */
const NEXT: Readonly<Record<string, string>> = { the: 'cat', cat: 'sat', sat: 'on', on: 'a', a: 'mat' };
const MOST_WORDS = 100;

/** An answer piece by piece: goes on with a text, word after word. */
export default class TextWriter extends ModelWrapper {
  /** Whoever does not stream gets the same words in one answer, so there is one way to make them. */
  override async handleDiscreteInput(input: ModelInput, options: InferenceOptions): Promise<ModelOutput> {
    let text = '';
    for await (const word of writeOn(input.text('prompt.txt'), options.signal)) text += word;
    return { 'text.txt': text };
  }

  /** Each piece is a whole output: every declared name is in it. The reader puts the pieces together. */
  override async *handleDiscreteInputStream(
    input: ModelInput,
    { signal }: InferenceOptions,
  ): AsyncGenerator<ModelOutput> {
    for await (const word of writeOn(input.text('prompt.txt'), signal)) yield { 'text.txt': word };
  }
}

async function* writeOn(prompt: string, signal: AbortSignal): AsyncGenerator<string> {
  let word = prompt.trim().split(/\s+/).at(-1)?.toLowerCase() ?? '';
  if (word === '') throw new InvalidInputError('The input "prompt.txt" is empty; send at least one word.');
  for (let count = 0; count < MOST_WORDS; count++) {
    // Nobody waits any longer: go on, and the worker is replaced, with a loading time for whoever comes next.
    signal.throwIfAborted();
    const next = Object.hasOwn(NEXT, word) ? NEXT[word] : undefined;
    if (next === undefined) return;
    yield ` ${next}`;
    word = next;
  }
}
