import { DATATYPES, tensorBytes } from '../../../contract';
import type { Caller } from '../../../core/call';
import { ServingError } from '../../../core/errors';
import { ELEMENT_BYTES, resolveShape } from '../../../core/tensor-shape';
import { NO_PARAMETERS, type InferInput, type InferMessage } from '../infer-message';
import type { TensorMetadata } from '../models/schemas';
import type { Models, NamedModel } from '../open-inference';

/**
 * A request whose body is the data of the model's only input, as a batch of one.
 *
 * @throws ServingError `invalid-argument` when the model has several, or the bytes do not tell their shape
 */
export async function readRawRequest(
  body: Buffer,
  model: NamedModel,
  models: Models,
  caller: Caller,
): Promise<InferMessage> {
  const { inputs } = await models.metadata(model, caller);
  const [declared] = inputs;
  if (declared === undefined || inputs.length > 1) {
    throw refused(model, `has ${inputs.length} inputs; expected one: name the others in JSON`);
  }
  const { max_batch_size: maxBatchSize } = await models.config(model, caller);
  return {
    modelName: model.name,
    modelVersion: model.version,
    id: '',
    parameters: NO_PARAMETERS,
    inputs: [readRawInput(body, model, declared, maxBatchSize > 0)],
    outputs: [],
  };
}

function readRawInput(body: Buffer, model: NamedModel, declared: TensorMetadata, isBatched: boolean): InferInput {
  const { name } = declared;
  const datatype = DATATYPES.find((each) => each === declared.datatype)!;
  const expected = isBatched ? declared.shape.with(0, 1) : declared.shape;
  const isBytes = datatype === 'BYTES';
  const count = isBytes ? 1 : body.byteLength / ELEMENT_BYTES[datatype];
  const shape = Number.isInteger(count) ? resolveShape(expected, count) : undefined;
  if (shape === undefined) {
    throw refused(
      model,
      `expects ${datatype} [${expected.join(',')}] for input '${name}', which ${body.byteLength} bytes are not; give the shape in JSON`,
    );
  }
  const bytes = isBytes ? tensorBytes({ datatype, shape: [1], data: [body] }) : body;
  return { name, datatype, shape, parameters: NO_PARAMETERS, bytes };
}

function refused({ name }: NamedModel, problem: string): ServingError {
  return new ServingError('invalid-argument', `A request without JSON cannot be read: model '${name}' ${problem}.`);
}
