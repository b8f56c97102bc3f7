import { setImmediate as nextTurn } from 'node:timers/promises';
import { toTensor } from '../../../core/tensor';
import { shortestDecimal } from '../../../core/tensor-json';
import { elementCount } from '../../../core/tensor-shape';
import type { AnswerTensor } from './join-outputs';
import { refused } from './refusals';
import { topElements, type Scores } from './top-elements';

const MAX_ELEMENTS = 1_000_000;

/** Less than a millisecond each. */
const SLICE_TEXTS = 1024;

const LENGTH_BYTES = 4;

/** What a model says about the classes that its output has scores of; a label for each, by position. */
export type Labels = readonly string[] | undefined;

export interface ClassificationOptions {
  /** The most classes of each row. */
  readonly classes: number;
  /** Whether dimension 0 counts rows, each with classes of its own. */
  readonly hasRows: boolean;
  readonly labels: Labels;
}

/**
 * The classes with the highest scores, instead of the scores (contract section 4.6): BYTES `<value>:<index>[:<label>]`, the
 * highest first.
 *
 * @throws ServingError `invalid-argument` when there are too many scores
 */
export async function classify(tensor: AnswerTensor, options: ClassificationOptions): Promise<AnswerTensor> {
  const { classes, hasRows } = options;
  const count = elementCount(tensor.shape)!;
  if (count > MAX_ELEMENTS) throw refused('classification output tensor too large');
  const rows = hasRows ? tensor.shape[0]! : 1;
  const perRow = rows === 0 ? 0 : count / rows;
  const scores = scoresOf(tensor);
  const texts = new ClassTexts(scores, tensor.datatype === 'FP32', options.labels);
  for (let row = 0; row < rows && perRow > 0; row++) {
    const begin = row * perRow;
    await texts.add(await topElements(scores, begin, begin + perRow, classes), begin);
  }
  const shown = Math.min(classes, perRow);
  return { datatype: 'BYTES', shape: hasRows ? [rows, shown] : [shown], bytes: texts.bytes };
}

function scoresOf({ datatype, shape, bytes }: AnswerTensor): Scores {
  const tensor = toTensor({ kind: 'tensor', datatype, shape, bytes });
  // The request was refused before.
  if (tensor.datatype === 'BYTES')
    throw refused("class result not available for output due to unsupported type 'BYTES'");
  return tensor.data;
}

/** The texts as the elements of BYTES. */
class ClassTexts {
  readonly #done: Buffer[] = [];
  #elements: Buffer[] = [];

  constructor(
    private readonly scores: Scores,
    private readonly isSingle: boolean,
    private readonly labels: Labels,
  ) {}

  get bytes(): Uint8Array {
    return Buffer.concat([...this.#done, ...this.#elements]);
  }

  /** @param begin where the row begins, in which the positions count */
  async add(positions: Uint32Array, begin: number): Promise<void> {
    for (const position of positions) {
      this.#elements.push(this.#elementAt(position, begin));
      if (this.#elements.length < SLICE_TEXTS) continue;
      this.#done.push(Buffer.concat(this.#elements));
      this.#elements = [];
      await nextTurn();
    }
  }

  #elementAt(position: number, begin: number): Buffer {
    const value = this.scores[position]!;
    const shown = this.isSingle ? shortestDecimal(value as number) : value;
    const index = position - begin;
    const label = this.labels?.[index];
    const text = label === undefined ? `${shown}:${index}` : `${shown}:${index}:${label}`;
    const length = Buffer.byteLength(text);
    const element = Buffer.allocUnsafe(LENGTH_BYTES + length);
    element.writeUInt32LE(length, 0);
    element.write(text, LENGTH_BYTES);
    return element;
  }
}
