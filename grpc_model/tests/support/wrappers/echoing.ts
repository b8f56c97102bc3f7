import { failure, InvalidInputError, ModelWrapper, type ModelInput, type ModelOutput } from '../../../src/contract';

const WHY = 'It is bad.';

/**
 * A wrapper that gives back each input as the output in its place: tensors as tensors, bytes as bytes. It refuses an item
 * with bytes that say `bad`. One output more than there are inputs is for how many items were together.
 */
export default class Echoing extends ModelWrapper {
  override async handleDiscreteInput(input: ModelInput): Promise<ModelOutput> {
    if (isBad(input)) throw new InvalidInputError(WHY);
    return this.#echo(input, 1);
  }

  override async handleDiscreteInputBatch(inputs: readonly ModelInput[]) {
    return inputs.map((input) => (isBad(input) ? failure(WHY) : this.#echo(input, inputs.length)));
  }

  #echo(input: ModelInput, together: number): ModelOutput {
    const { inputs, outputs } = this.bundle.metadata;
    const answer: Record<string, ModelOutput[string]> = {};
    for (const [index, { name }] of outputs.entries()) {
      const declared = inputs[index];
      if (declared === undefined) answer[name] = String(together);
      else answer[name] = declared.tensor === undefined ? input.bytes(declared.name) : input.tensor(declared.name);
    }
    return answer;
  }
}

function isBad(input: ModelInput): boolean {
  return input.names.some((name) => Buffer.from(input.bytes(name)).toString() === 'bad');
}
