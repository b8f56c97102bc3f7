import type { ModelSource } from '../../src/catalog/sources/candidate';
import type { Datatype, TensorDeclaration } from '../../src/contract';
import type { ModelOptions } from '../../src/core/model-options';
import { fixedModel } from './fixed-models';
import { encodeOnnxModel, type ElementType, type GraphValue } from './onnx-model';
import { ECHOING_COMPILED } from './paths';
import { specOf } from './specs';
import { createTestBundle, declaredInput, declaredOutput } from './test-bundle';

/** The datatypes that onnxruntime has, by its names. */
export const ONNX_TYPES: Readonly<Record<Exclude<Datatype, 'BF16'>, ElementType>> = {
  BOOL: 'BOOL',
  UINT8: 'UINT8',
  UINT16: 'UINT16',
  UINT32: 'UINT32',
  UINT64: 'UINT64',
  INT8: 'INT8',
  INT16: 'INT16',
  INT32: 'INT32',
  INT64: 'INT64',
  FP16: 'FLOAT16',
  FP32: 'FLOAT',
  FP64: 'DOUBLE',
  BYTES: 'STRING',
};

/** A graph that gives back `x` as `y`. */
export function echoModel(type: ElementType, shape: GraphValue['shape']): Uint8Array {
  return encodeOnnxModel({
    inputs: [{ name: 'x', type, shape }],
    outputs: [{ name: 'y', type, shape }],
    nodes: [{ operator: 'Identity', inputs: ['x'], outputs: ['y'] }],
  });
}

/** What an authored model takes, by name; undefined: bytes. */
export type Takes = Readonly<Record<string, TensorDeclaration | undefined>>;

export interface EchoOptions extends Partial<ModelOptions> {
  /** One more output, `together`: how many items came to the wrapper at once. */
  readonly tellsBatch?: boolean;
  /** Of the classes that tensors are scores of. */
  readonly labels?: readonly string[];
}

/** An authored model that gives back each input `n` as `n-out`; see `wrappers/echoing.ts`. */
export function authoredEcho(
  name: string,
  takes: Takes,
  { tellsBatch = false, labels, ...options }: EchoOptions = {},
): ModelSource {
  const inputs = Object.entries(takes).map(([input, tensor]) =>
    declaredInput(input, { acceptedMediaTypes: [], ...(tensor !== undefined && { tensor }) }),
  );
  const outputs = Object.entries(takes).map(([input, tensor]) =>
    declaredOutput(`${input}-out`, {
      mediaType: 'application/octet-stream',
      ...(tensor !== undefined && { tensor, labels }),
    }),
  );
  const more = tellsBatch ? [declaredOutput('together', { mediaType: 'text/plain' })] : [];
  // The wrapper reads no file.
  using bundle = createTestBundle({ inputs, outputs: [...outputs, ...more] });
  return fixedModel(name, specOf(bundle, ECHOING_COMPILED, options));
}
