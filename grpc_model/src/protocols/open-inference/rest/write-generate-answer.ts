import { ServingError } from '../../../core/errors';
import { TimeSlices } from '../../../core/json/time-slices';
import { elementCount } from '../../../core/tensor-shape';
import type { InferAnswer, InferOutput } from '../infer-message';
import { BoundedText, writeOutput } from './write-infer-answer';

/**
 * What a model generated, as one JSON object: its outputs by name, the text as `text_output`.
 *
 * @throws ServingError `model-failed` when there is no text, `invalid-argument` when JSON cannot carry an output
 */
export async function writeGenerateAnswer(answer: InferAnswer, textOutput: string, maxBytes: number): Promise<string> {
  const { id, modelName, modelVersion, outputs } = answer;
  if (!outputs.some(({ name }) => name === textOutput)) {
    throw new ServingError('model-failed', `Model '${modelName}' ended without output '${textOutput}'.`);
  }
  const text = new BoundedText(maxBytes);
  const requestId = id === '' ? '' : `"id":${JSON.stringify(id)},`;
  const version = modelVersion === '' ? '' : `,"model_version":${JSON.stringify(modelVersion)}`;
  text.add(`{${requestId}"model_name":${JSON.stringify(modelName)}${version}`);
  const slices = new TimeSlices();
  for (const output of outputs) {
    const key = output.name === textOutput ? 'text_output' : output.name;
    text.add(`,${JSON.stringify(key)}:`);
    await writeValue(output, text, slices);
  }
  text.add('}');
  return text.toString();
}

/** A list of one as its only element. */
async function writeValue(output: InferOutput, text: BoundedText, slices: TimeSlices): Promise<void> {
  const isOne = elementCount(output.shape) === 1;
  const write = (piece: string) => {
    if (!isOne || (piece !== '[' && piece !== ']')) text.add(piece);
  };
  await writeOutput(output, output.bytes ?? new Uint8Array(0), write, slices);
}
