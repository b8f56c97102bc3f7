import type { Datatype, ModelMetadata, TensorDeclaration } from '../../../contract';

/** An input or output as the protocol knows it: everything is a tensor. */
export interface TensorSpec {
  readonly name: string;
  readonly datatype: Datatype;
  /** -1 stands for any length. */
  readonly shape: readonly number[];
}

/** What a model takes and gives, as tensors. */
export interface ModelSignature {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /**
   * Whether dimension 0 of every tensor counts items, of which a request may hold several: so it is where a model takes
   * bytes. Otherwise a request is one item, and its tensors are as the model declares them.
   */
  readonly isBatched: boolean;
}

interface Declared {
  readonly name: string;
  readonly tensor?: TensorDeclaration | undefined;
}

const known = new WeakMap<ModelMetadata, ModelSignature>();

/**
 * A model's declared inputs and outputs as tensors, in their order. A declared tensor is that tensor, and bytes are one
 * element of BYTES.
 *
 * A model that takes bytes is one whose requests are batches: its bytes are BYTES [-1]; a tensor that is declared with -1 in
 * front stays so, and has one row of each item; any other gets -1 in front. Of a model that takes tensors alone, bytes that
 * it gives are BYTES [1].
 */
export function signatureOf(metadata: ModelMetadata): ModelSignature {
  let signature = known.get(metadata);
  if (signature === undefined) {
    const isBatched = metadata.inputs.some(({ tensor }) => tensor === undefined);
    const inputs = metadata.inputs.map((each) => specOf(each, isBatched));
    const outputs = metadata.outputs.map((each) => specOf(each, isBatched));
    known.set(metadata, (signature = { inputs, outputs, isBatched }));
  }
  return signature;
}

function specOf({ name, tensor }: Declared, isBatched: boolean): TensorSpec {
  if (tensor === undefined) return { name, datatype: 'BYTES', shape: [isBatched ? -1 : 1] };
  const { datatype, shape } = tensor;
  return { name, datatype, shape: isBatched && shape[0] !== -1 ? [-1, ...shape] : shape };
}
