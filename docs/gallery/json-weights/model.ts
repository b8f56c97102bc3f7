import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelWrapper, results } from '../../../grpc_model/src/contract';
import type { InferenceOptions, ModelInput, ModelOutput } from '../../../grpc_model/src/contract';

interface Weights {
  readonly bias: number;
  readonly words: ReadonlyMap<string, number>;
}

/** A model in plain JavaScript: is a review good? A logistic regression over words, with weights from a JSON file. */
export default class ReviewRater extends ModelWrapper {
  #weights: Weights | undefined;

  /** Once, before the first call. What is thrown here is the reason why the model is not ready, for everybody to read. */
  override async load(): Promise<void> {
    // Files of the bundle are found by its folder; the folder that the server was started in may be any.
    const text = await readFile(join(this.bundle.folder, 'weights/words.json'), 'utf8');
    this.#weights = readWeights(JSON.parse(text));
  }

  override async handleDiscreteInput(input: ModelInput, options: InferenceOptions): Promise<ModelOutput> {
    if (this.#weights === undefined) throw new Error('The model is not loaded; call load() first.');
    const { bias, words } = this.#weights;
    const text = input.text('review.txt').toLowerCase();
    const found = [...new Set(text.match(/\p{L}+/gu))];
    const reasons = found.map((word) => ({ word, weight: words.get(word) ?? 0 })).filter(({ weight }) => weight !== 0);
    const score = reasons.reduce((sum, { weight }) => sum + weight, bias);
    const good = 1 / (1 + Math.exp(-score));
    return results({
      result: { label: good >= 0.5 ? 'good' : 'bad', probability: Math.max(good, 1 - good) },
      // Only when it was asked for: an explanation may cost more than the answer.
      explanation: options.explain ? reasons.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)) : undefined,
    });
  }
}

/** Weights come from a file, too: one that is wrong must stop the start, not answer nonsense. */
function readWeights(value: unknown): Weights {
  if (isRecord(value) && isRecord(value['words']) && typeof value['bias'] === 'number') {
    const words = Object.entries(value['words']);
    // A Map and not the object: a review may hold the word "constructor".
    if (words.every(isWeight)) return { bias: value['bias'], words: new Map(words) };
  }
  throw new Error('weights/words.json is not {"bias": number, "words": {"<word>": number}}; train the model again.');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isWeight(entry: readonly [string, unknown]): entry is [string, number] {
  return typeof entry[1] === 'number';
}
