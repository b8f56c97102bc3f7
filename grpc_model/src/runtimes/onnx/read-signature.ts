import type { InferenceSession } from 'onnxruntime-node';
import type { DeclaredInput, DeclaredOutput, Quantity, TensorDeclaration } from '../../contract';
import { ServingError } from '../../core/errors';
import type { Signature } from '../../core/executor';
import { describeTensor, ELEMENT_BYTES, elementCount } from '../../core/tensor-shape';
import { datatypeOf } from './element-types';

/** For tensors whose size the graph leaves open; what a protocol or the queue bounds is smaller. */
const OPEN_SIZE: Quantity = { text: '1Gi', value: 2 ** 30 };

type GraphValues = readonly InferenceSession.ValueMetadata[];

/**
 * What the graph takes and gives.
 *
 * @throws ServingError `failed-precondition` when the server has no such type
 */
export function readSignature(inputs: GraphValues, outputs: GraphValues): Signature {
  return {
    inputs: inputs.map((value) => readInput(value)),
    outputs: outputs.map((value) => readOutput(value)),
  };
}

function readInput(value: InferenceSession.ValueMetadata): DeclaredInput {
  const tensor = readDeclaration(value, 'input');
  return { name: value.name, acceptedMediaTypes: [], maxSize: sizeOf(tensor), description: describe(tensor), tensor };
}

function readOutput(value: InferenceSession.ValueMetadata): DeclaredOutput {
  const tensor = readDeclaration(value, 'output');
  const mediaType = tensor.datatype === 'BYTES' ? 'application/json' : 'application/x-npy';
  return { name: value.name, mediaType, maxSize: sizeOf(tensor), description: describe(tensor), tensor };
}

/** For who reads `Status`, which has no place of its own for datatypes and shapes. */
function describe({ datatype, shape }: TensorDeclaration): string {
  return describeTensor(datatype, shape);
}

function readDeclaration(value: InferenceSession.ValueMetadata, role: 'input' | 'output'): TensorDeclaration {
  const datatype = value.isTensor ? datatypeOf(value.type) : undefined;
  if (!value.isTensor || datatype === undefined) {
    const type = value.isTensor ? `a tensor of ${value.type}` : 'a sequence, map or optional value';
    const mend = value.isTensor
      ? 'with elements of another type'
      : 'with tensors in its place (skl2onnx: zipmap=False)';
    throw new ServingError(
      'failed-precondition',
      `The ${role} "${value.name}" of the graph is ${type}, which the server does not support; export the model ${mend}.`,
    );
  }
  return { datatype, shape: value.shape.map((length) => (typeof length === 'number' ? length : -1)) };
}

function sizeOf({ datatype, shape }: TensorDeclaration): Quantity {
  const count = datatype === 'BYTES' ? undefined : elementCount(shape);
  if (datatype === 'BYTES' || count === undefined) return OPEN_SIZE;
  const value = count * ELEMENT_BYTES[datatype];
  return { text: String(value), value };
}
