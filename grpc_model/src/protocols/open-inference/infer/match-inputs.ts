import type { InferInput, InferMessage } from '../infer-message';
import { printable } from './printable';
import { namesText, refused, refusedIn } from './refusals';
import type { TensorSpec } from './signature';

/**
 * The inputs of a request in the order in which the model declares them: each of them, and no other, once.
 *
 * @throws ServingError `invalid-argument`, in the words of contract section 3.7
 */
export function matchInputs(message: InferMessage, specs: readonly TensorSpec[]): readonly InferInput[] {
  const { inputs, modelName: model } = message;
  if (isInOrder(inputs, specs)) return inputs;
  const found = new Array<InferInput | undefined>(specs.length).fill(undefined);
  for (const input of inputs) {
    const at = specs.findIndex(({ name }) => name === input.name);
    if (at === -1) throw refused(`unexpected inference input '${printable(input.name)}' for model '${model}'`);
    if (found[at] !== undefined)
      throw refusedIn({ id: message.id, model }, `input '${input.name}' already exists in request`);
    found[at] = input;
  }
  if (inputs.length < specs.length) throw missingInputs(message, specs);
  return found as InferInput[];
}

/** So it is nearly always. */
function isInOrder(inputs: readonly InferInput[], specs: readonly TensorSpec[]): boolean {
  if (inputs.length !== specs.length) return false;
  for (let index = 0; index < specs.length; index++) if (inputs[index]!.name !== specs[index]!.name) return false;
  return true;
}

function missingInputs({ id, modelName: model, inputs }: InferMessage, specs: readonly TensorSpec[]) {
  const given = inputs.map(({ name }) => name);
  const missing = specs.map(({ name }) => name).filter((name) => !given.includes(name));
  return refusedIn(
    { id, model },
    `expected ${specs.length} inputs but got ${given.length} inputs for model '${model}'. ` +
      `Got input(s) ${namesText(given)}, but missing required input(s) ${namesText(missing)}. ` +
      'Please provide all required input(s).',
  );
}
