import { onnx } from 'onnx-proto';

/** The name under which a tensor is known in a graph. */
export type TensorName = string;

/** An attribute of a node: a whole number, several of them, or a text. */
export type Attribute = number | readonly number[] | string;

/** -1 stands for the number of pictures, which is known only when the graph runs. */
export type Shape = readonly number[];

const opsetVersion = 17;
/** Format 8 belongs to operator set 17. */
const formatVersion = 8;

/** Collects nodes and constants and writes them as an ONNX model. */
export class Graph {
  readonly #nodes: onnx.INodeProto[] = [];
  readonly #constants: onnx.ITensorProto[] = [];
  readonly #inputs: onnx.IValueInfoProto[] = [];
  readonly #outputs: onnx.IValueInfoProto[] = [];

  /** A tensor that is given when the graph runs. */
  input(name: TensorName, shape: Shape): TensorName {
    this.#inputs.push(describe(name, shape));
    return name;
  }

  output(name: TensorName, shape: Shape, tensor: TensorName): void {
    this.#nodes.push({ opType: 'Identity', input: [tensor], output: [name] });
    this.#outputs.push(describe(name, shape));
  }

  /** A tensor that is stored in the file. */
  constant(name: TensorName, shape: Shape, values: Float32Array): TensorName {
    const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.#constants.push({ name, dims: [...shape], dataType: onnx.TensorProto.DataType.FLOAT, rawData });
    return name;
  }

  /** Whole numbers for operators that take shapes or axes. */
  integers(values: readonly number[]): TensorName {
    const name = `integers_${this.#constants.length}`;
    const dataType = onnx.TensorProto.DataType.INT64;
    this.#constants.push({ name, dims: [values.length], dataType, int64Data: [...values] });
    return name;
  }

  /** Adds an operator with one output. An empty name leaves an optional input out. */
  node(
    operator: string,
    inputs: readonly TensorName[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): TensorName {
    const output = `${operator}_${this.#nodes.length}`;
    const attribute = Object.entries(attributes).map(([name, value]) => encodeAttribute(name, value));
    this.#nodes.push({ opType: operator, input: [...inputs], output: [output], attribute });
    return output;
  }

  /** The model in the ONNX file format. */
  encode(): Uint8Array {
    return onnx.ModelProto.encode({
      irVersion: formatVersion,
      producerName: 'digit-training',
      opsetImport: [{ domain: '', version: opsetVersion }],
      graph: {
        name: 'digits',
        node: this.#nodes,
        initializer: this.#constants,
        input: this.#inputs,
        output: this.#outputs,
      },
    }).finish();
  }
}

function describe(name: TensorName, shape: Shape): onnx.IValueInfoProto {
  const dim = shape.map((size) => (size === -1 ? { dimParam: 'pictures' } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: onnx.TensorProto.DataType.FLOAT, shape: { dim } } } };
}

function encodeAttribute(name: string, value: Attribute): onnx.IAttributeProto {
  const { AttributeType } = onnx.AttributeProto;
  if (typeof value === 'number') return { name, type: AttributeType.INT, i: value };
  if (typeof value === 'string') return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) };
  return { name, type: AttributeType.INTS, ints: [...value] };
}
