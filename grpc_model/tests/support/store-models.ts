import type { TestFolder } from './store-fixture';
import { encodeOnnxModel, rawData, type GraphValue } from './onnx-model';

/** What the models of {@link addingModel} take and give. */
const ROWS_OF_TWO: GraphValue['shape'] = ['rows', 2];

/** A model that adds one number to all elements of `x`, rows of two FP32: its answers tell which version gave them. */
export function addingModel(summand: number): Uint8Array {
  return encodeOnnxModel({
    inputs: [{ name: 'x', type: 'FLOAT', shape: ROWS_OF_TWO }],
    outputs: [{ name: 'y', type: 'FLOAT', shape: ROWS_OF_TWO }],
    nodes: [{ operator: 'Add', inputs: ['x', 'summand'], outputs: ['y'] }],
    initializers: [{ name: 'summand', type: 'FLOAT', shape: [1], data: rawData(Float32Array.of(summand)) }],
  });
}

/** A model whose two summands, one for each column, lie in `weights.bin`. */
export const EXTERNAL_MODEL = encodeOnnxModel({
  inputs: [{ name: 'x', type: 'FLOAT', shape: ROWS_OF_TWO }],
  outputs: [{ name: 'y', type: 'FLOAT', shape: ROWS_OF_TWO }],
  nodes: [{ operator: 'Add', inputs: ['x', 'weights'], outputs: ['y'] }],
  initializers: [{ name: 'weights', type: 'FLOAT', shape: [2], data: { file: 'weights.bin', byteLength: 8 } }],
});

/** Puts `<name>/<version>/model.onnx` into a store; a model that adds the number unless bytes are given. */
export function putModel(store: TestFolder, name: string, version: string, content: number | Uint8Array): string {
  return store.write(`${name}/${version}/model.onnx`, typeof content === 'number' ? addingModel(content) : content);
}
