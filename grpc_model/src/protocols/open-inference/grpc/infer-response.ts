import { Writer } from 'protobufjs/minimal';
import type { InferAnswer, InferOutput, Parameters, ParameterValue } from '../infer-message';
import { FIELD_OF } from './contents-fields';
import { packElements } from './packed-elements';

/** An answer, and in which form its elements go. */
export interface EncodableAnswer {
  readonly answer: InferAnswer;
  /** In `raw_output_contents`; otherwise in typed contents. */
  readonly isRaw: boolean;
}

const DELIMITED = 2;
const MAX_INT64 = 2n ** 63n - 1n;
const NO_BYTES = new Uint8Array(0);

/** Packing elements one by one holds up everybody else: by some 30 ms for so many bytes, which become ten times as many at worst. */
export const MAX_PACKED_BYTES = 4 * 2 ** 20;

/**
 * Whether an answer can be typed: all of it is raw, or nothing. Half-precision numbers have no field, and what is packed element
 * by element is bounded; FP32 and FP64 are copied as they are.
 */
export function canBeTyped({ outputs }: InferAnswer): boolean {
  let packedBytes = 0;
  for (const { datatype, bytes } of outputs) {
    if (FIELD_OF[datatype] === undefined) return false;
    if (datatype !== 'FP32' && datatype !== 'FP64') packedBytes += bytes?.byteLength ?? 0;
  }
  return packedBytes <= MAX_PACKED_BYTES;
}

/** Encodes a `ModelInferResponse` by hand: elements are copied once, into the one buffer that is sent. */
export function encodeInferResponse(encodable: EncodableAnswer): Buffer {
  return Buffer.concat(responsePieces(encodable));
}

/** A `ModelStreamInferResponse` with an answer. */
export function encodeStreamAnswer(encodable: EncodableAnswer): Buffer {
  const pieces = responsePieces(encodable);
  return Buffer.concat([tagAndLength(2, byteLengthOf(pieces)), ...pieces]);
}

/** Why a request of a stream was not answered, and what it was. */
export interface StreamFailure {
  readonly message: string;
  readonly id: string;
  /** Empty, and the version, too, when the failure was not the model's. */
  readonly modelName: string;
  readonly modelVersion: string;
}

/** A `ModelStreamInferResponse` with an error. */
export function encodeStreamFailure({ message, ...request }: StreamFailure): Buffer {
  const writer = Writer.create();
  writeText(writer, 1, message);
  writer.uint32(tagOf(2)).fork();
  writeHead(writer, request);
  return Buffer.from(writer.ldelim().finish());
}

/** What a stream answers with. */
export type StreamAnswer = EncodableAnswer | StreamFailure;

/** A `ModelStreamInferResponse`. */
export function encodeStreamMessage(message: StreamAnswer): Buffer {
  return 'answer' in message ? encodeStreamAnswer(message) : encodeStreamFailure(message);
}

/** The message in parts, of which the large ones are the outputs' own memory. */
function responsePieces({ answer, isRaw }: EncodableAnswer): Uint8Array[] {
  const head = Writer.create();
  writeHead(head, answer);
  writeParameters(head, 4, answer.parameters);
  const pieces: Uint8Array[] = [];
  if (isRaw) {
    for (const output of answer.outputs) {
      head.uint32(tagOf(5)).fork();
      writeDescription(head, output);
      head.ldelim();
    }
    pieces.push(head.finish());
    for (const { bytes = NO_BYTES } of answer.outputs) pieces.push(tagAndLength(6, bytes.byteLength), bytes);
    return pieces;
  }
  pieces.push(head.finish());
  for (const output of answer.outputs) pieces.push(...typedPieces(output));
  return pieces;
}

/** One field `outputs`, with its contents. */
function typedPieces(output: InferOutput): Uint8Array[] {
  const description = Writer.create();
  writeDescription(description, output);
  const inner = [description.finish(), ...contentsPieces(output)];
  return [tagAndLength(5, byteLengthOf(inner)), ...inner];
}

/** The field `contents`; nothing where shared memory has the elements. */
function contentsPieces({ datatype, bytes }: InferOutput): Uint8Array[] {
  if (bytes === undefined) return [];
  const packed = packElements(datatype, bytes);
  const fields =
    datatype === 'BYTES' || packed.byteLength === 0 ? [packed] : packedField(FIELD_OF[datatype]!.number, packed);
  return [tagAndLength(5, byteLengthOf(fields)), ...fields];
}

function packedField(number: number, packed: Uint8Array): Uint8Array[] {
  return [tagAndLength(number, packed.byteLength), packed];
}

function writeHead(
  writer: Writer,
  { modelName, modelVersion, id }: Pick<InferAnswer, 'modelName' | 'modelVersion' | 'id'>,
): void {
  writeText(writer, 1, modelName);
  writeText(writer, 2, modelVersion);
  writeText(writer, 3, id);
}

/** All of an output but its elements. */
function writeDescription(writer: Writer, { name, datatype, shape, parameters }: InferOutput): void {
  writeText(writer, 1, name);
  writeText(writer, 2, datatype);
  if (shape.length > 0) {
    writer.uint32(tagOf(3)).fork();
    for (const length of shape) writer.int64(length);
    writer.ldelim();
  }
  writeParameters(writer, 4, parameters);
}

function writeParameters(writer: Writer, field: number, parameters: Parameters): void {
  for (const [name, value] of parameters) {
    writer.uint32(tagOf(field)).fork();
    writeText(writer, 1, name);
    writer.uint32(tagOf(2)).fork();
    writeValue(writer, value);
    writer.ldelim().ldelim();
  }
}

/** Each with the field number of its choice, and the wire type. A choice is written whatever its value. */
function writeValue(writer: Writer, value: ParameterValue): void {
  if (typeof value === 'boolean') writer.uint32(0x08).bool(value);
  else if (typeof value === 'string') writer.uint32(0x1a).string(value);
  else if (typeof value === 'number') writer.uint32(0x21).double(value);
  else if (value > MAX_INT64) writer.uint32(0x28).uint64(value.toString());
  else writer.uint32(0x10).int64(value.toString());
}

/** Like every field of proto3, it is not there when it is empty. */
function writeText(writer: Writer, field: number, text: string): void {
  if (text !== '') writer.uint32(tagOf(field)).string(text);
}

function tagAndLength(field: number, byteLength: number): Uint8Array {
  return Writer.create().uint32(tagOf(field)).uint32(byteLength).finish();
}

/** Of a field with a length before it. */
function tagOf(field: number): number {
  return (field << 3) | DELIMITED;
}

function byteLengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
