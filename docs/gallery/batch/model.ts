import { failure, InvalidInputError, ItemFailure, ModelWrapper, results } from '../../../grpc_model/src/contract';
import type { ModelInput, ModelOutput } from '../../../grpc_model/src/contract';

const WEIGHTS = [0.5, -1.2, 2, 0.1];
const BIAS = 0.25;

/** A batch with a bad item: the bad one fails alone, and the others are answered in one go. */
export default class Scorer extends ModelWrapper {
  override async handleDiscreteInput(input: ModelInput): Promise<ModelOutput> {
    const [output] = answer([readRow(input)]);
    if (output === undefined) throw new Error('One row in, no score out.');
    return output;
  }

  /** Where several items at once are no faster than one by one, leave this method out; the server then calls the other. */
  override async handleDiscreteInputBatch(inputs: readonly ModelInput[]): Promise<(ModelOutput | ItemFailure)[]> {
    const rows = inputs.map(readRowOrFailure);
    const outputs = answer(rows.filter((row) => Array.isArray(row)));
    // One answer for each input, in their order. If this threw instead, all items would run again one by one.
    return rows.map((row) => (Array.isArray(row) ? (outputs.shift() ?? failure('No score came out.')) : row));
  }
}

/** Stands for the one run of a network that answers all rows. */
function answer(rows: readonly (readonly number[])[]): ModelOutput[] {
  return rows.map((row) => {
    const score = row.reduce((sum, value, at) => sum + value * (WEIGHTS[at] ?? 0), BIAS);
    return results({ result: { score } });
  });
}

function readRowOrFailure(input: ModelInput): number[] | ItemFailure {
  try {
    return readRow(input);
  } catch (thrown) {
    // Only what is the caller's fault belongs to one item. Anything else is a bug, and must be seen.
    if (thrown instanceof InvalidInputError) return failure(thrown);
    throw thrown;
  }
}

function readRow(input: ModelInput): number[] {
  const value = input.json('measurements.json');
  if (Array.isArray(value) && value.length === WEIGHTS.length && value.every(isFiniteNumber)) return value;
  throw new InvalidInputError(
    `The input "measurements.json" is no list of ${WEIGHTS.length} numbers; send for example [1,2,3,4].`,
  );
}

/** JSON can say 1e999, which is read as infinite. */
function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
