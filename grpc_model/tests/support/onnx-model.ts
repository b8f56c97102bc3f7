import { Writer } from 'protobufjs/minimal';

/** The numbers of `TensorProto.DataType` in onnx.proto3. */
export const ELEMENT_TYPE = {
  FLOAT: 1,
  UINT8: 2,
  INT8: 3,
  UINT16: 4,
  INT16: 5,
  INT32: 6,
  INT64: 7,
  STRING: 8,
  BOOL: 9,
  FLOAT16: 10,
  DOUBLE: 11,
  UINT32: 12,
  UINT64: 13,
  BFLOAT16: 16,
} as const;

export type ElementType = keyof typeof ELEMENT_TYPE;

/** A tensor that is given when the graph runs. A text in the shape is a dimension of any length with that name. */
export interface GraphValue {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | string)[];
}

/** A tensor that is stored: in the model's file, or in another file beside it. */
export interface Initializer {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: Uint8Array | { readonly file: string; readonly byteLength: number };
}

export interface GraphNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** A whole number, or several. */
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

export interface Graph {
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  readonly nodes: readonly GraphNode[];
  readonly initializers?: readonly Initializer[];
}

const IR_VERSION = 8;
const OPSET_VERSION = 17;

/** Writes a graph as an ONNX file, so that tests and benchmarks need no model that somebody else made. */
export function encodeOnnxModel(graph: Graph): Uint8Array {
  const writer = Writer.create();
  writer.uint32(tag(1, VARINT)).int64(IR_VERSION);
  embed(writer, 7, (inner) => writeGraph(inner, graph));
  embed(writer, 8, (opset) => opset.uint32(tag(2, VARINT)).int64(OPSET_VERSION));
  return writer.finish();
}

/** The bytes of numbers, as a stored tensor has them. */
export function rawData(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

const VARINT = 0;
const DELIMITED = 2;

function tag(field: number, wireType: number): number {
  return (field << 3) | wireType;
}

function embed(writer: Writer, field: number, write: (inner: Writer) => void): void {
  writer.uint32(tag(field, DELIMITED)).fork();
  write(writer);
  writer.ldelim();
}

function text(writer: Writer, field: number, value: string): void {
  writer.uint32(tag(field, DELIMITED)).string(value);
}

function writeGraph(writer: Writer, { inputs, outputs, nodes, initializers = [] }: Graph): void {
  for (const node of nodes) embed(writer, 1, (inner) => writeNode(inner, node));
  text(writer, 2, 'graph');
  for (const each of initializers) embed(writer, 5, (inner) => writeInitializer(inner, each));
  for (const input of inputs) embed(writer, 11, (inner) => writeValue(inner, input));
  for (const output of outputs) embed(writer, 12, (inner) => writeValue(inner, output));
}

function writeNode(writer: Writer, { inputs, outputs, operator, attributes = {} }: GraphNode): void {
  for (const input of inputs) text(writer, 1, input);
  for (const output of outputs) text(writer, 2, output);
  text(writer, 4, operator);
  for (const [name, value] of Object.entries(attributes)) {
    embed(writer, 5, (attribute) => {
      text(attribute, 1, name);
      if (typeof value === 'number') attribute.uint32(tag(3, VARINT)).int64(value);
      else for (const each of value) attribute.uint32(tag(8, VARINT)).int64(each);
      attribute.uint32(tag(20, VARINT)).int32(typeof value === 'number' ? 2 : 7);
    });
  }
}

function writeInitializer(writer: Writer, { name, type, shape, data }: Initializer): void {
  for (const length of shape) writer.uint32(tag(1, VARINT)).int64(length);
  writer.uint32(tag(2, VARINT)).int32(ELEMENT_TYPE[type]);
  text(writer, 8, name);
  if (data instanceof Uint8Array) {
    writer.uint32(tag(9, DELIMITED)).bytes(data);
    return;
  }
  for (const [key, value] of Object.entries({ location: data.file, offset: '0', length: String(data.byteLength) })) {
    embed(writer, 13, (entry) => {
      text(entry, 1, key);
      text(entry, 2, value);
    });
  }
  writer.uint32(tag(14, VARINT)).int32(1);
}

function writeValue(writer: Writer, { name, type, shape }: GraphValue): void {
  text(writer, 1, name);
  embed(writer, 2, (value) =>
    embed(value, 1, (tensor) => {
      tensor.uint32(tag(1, VARINT)).int32(ELEMENT_TYPE[type]);
      embed(tensor, 2, (dimensions) => {
        for (const length of shape) {
          embed(dimensions, 1, (dimension) => {
            if (typeof length === 'number') dimension.uint32(tag(1, VARINT)).int64(length);
            else text(dimension, 2, length);
          });
        }
      });
    }),
  );
}
