import { DATATYPES, type Datatype } from '../contract';
import { ERROR_CODES, type ErrorCode } from '../core/errors';
import type { TensorPart } from '../core/request';
import { ByteReader, ByteWriter } from './bytes';
import { PARAMETER_KINDS, type ParameterLayout, type ParametersLayout } from './parameters-layout';
import type { Region } from './payload-area';
import type {
  ErrorLayout,
  InArea,
  InferMessage,
  ItemLayout,
  PartLayout,
  ResultLayout,
  ResultsMessage,
  ServerMessage,
  WorkerMessage,
} from './worker-protocol';

/** What travels either way. */
export type AnyMessage = InArea<ServerMessage> | InArea<WorkerMessage>;

/** What a header begins with when it is not JSON, which begins with a brace. */
const INFER = 1;
const RESULTS = 2;
const BRACE = 0x7b;

/** What an inference is asked for beside its items. */
const DRIFT = 1;
const EXPLANATION = 2;
const PARAMETERS = 4;

/**
 * A message's header in bytes. The two messages of every call have a form of their own: as JSON they cost a lone call 17 µs,
 * most of it in V8's cold parser. All others are JSON.
 */
export function encodeHeader(message: AnyMessage): Uint8Array {
  if (message.type === 'infer') return encodeInfer(message);
  if (message.type === 'results') return encodeResults(message);
  return Buffer.from(JSON.stringify(message));
}

/**
 * The message that {@link encodeHeader} was given.
 *
 * @throws Error when the bytes are none
 */
export function decodeHeader(bytes: Buffer): AnyMessage {
  switch (bytes[0]) {
    case INFER:
      return decodeInfer(new ByteReader(bytes, 1));
    case RESULTS:
      return decodeResults(new ByteReader(bytes, 1));
    case BRACE:
      // Both ends are built from the same sources.
      return JSON.parse(bytes.toString()) as AnyMessage;
    default:
      throw new Error(`A header begins with the byte ${bytes[0]}.`);
  }
}

// One at a time, and each is copied away before the next one.
const writer = new ByteWriter();

function encodeInfer({ id, model, items, options, area }: InArea<InferMessage>): Uint8Array {
  writer.begin();
  writer.u8(INFER);
  writer.f64(id);
  writer.f64(model);
  const { detectDrift, explain, parameters } = options;
  writer.u8((detectDrift ? DRIFT : 0) + (explain ? EXPLANATION : 0) + (parameters === undefined ? 0 : PARAMETERS));
  if (parameters !== undefined) writeParameters(parameters);
  writeArea(area);
  writer.u32(items.length);
  for (const item of items) writeItem(item);
  return writer.end();
}

function decodeInfer(reader: ByteReader): InArea<InferMessage> {
  const id = reader.f64();
  const model = reader.f64();
  const wishes = reader.u8();
  const flags = { detectDrift: (wishes & DRIFT) !== 0, explain: (wishes & EXPLANATION) !== 0 };
  const options = (wishes & PARAMETERS) === 0 ? flags : { ...flags, parameters: readParameters(reader) };
  const area = readArea(reader);
  const items: ItemLayout[] = [];
  for (let left = reader.u32(); left > 0; left--) items.push(readItem(reader));
  return area === undefined
    ? { type: 'infer', id, model, items, options }
    : { type: 'infer', id, model, items, options, area };
}

function encodeResults({ id, results, tookMs, area }: InArea<ResultsMessage>): Uint8Array {
  writer.begin();
  writer.u8(RESULTS);
  writer.f64(id);
  writer.f64(tookMs);
  writeArea(area);
  writer.u32(results.length);
  for (const result of results) writeResult(result);
  return writer.end();
}

function decodeResults(reader: ByteReader): InArea<ResultsMessage> {
  const id = reader.f64();
  const tookMs = reader.f64();
  const area = readArea(reader);
  const results: ResultLayout[] = [];
  for (let left = reader.u32(); left > 0; left--) results.push(readResult(reader));
  return area === undefined ? { type: 'results', id, results, tookMs } : { type: 'results', id, results, tookMs, area };
}

function writeParameters(parameters: ParametersLayout): void {
  writer.u32(parameters.length);
  for (const [name, kind, value] of parameters) {
    writer.text(name);
    writer.u8(PARAMETER_KINDS.indexOf(kind));
    writer.text(value);
  }
}

function readParameters(reader: ByteReader): ParametersLayout {
  const parameters: ParameterLayout[] = [];
  for (let left = reader.u32(); left > 0; left--) {
    const name = reader.text();
    const kind = PARAMETER_KINDS[reader.u8()];
    if (kind === undefined) throw new Error('A header names an unknown kind of parameter.');
    parameters.push([name, kind, reader.text()]);
  }
  return parameters;
}

function writeArea(area: Region | undefined): void {
  writer.u8(area === undefined ? 0 : 1);
  if (area === undefined) return;
  writer.f64(area.at);
  writer.f64(area.length);
}

function readArea(reader: ByteReader): Region | undefined {
  return reader.u8() === 0 ? undefined : { at: reader.f64(), length: reader.f64() };
}

function writeResult(result: ResultLayout): void {
  if ('output' in result) {
    writer.u8(1);
    writeItem(result.output);
  } else {
    writer.u8(0);
    writer.u8(ERROR_CODES.indexOf(result.error.code));
    writer.text(result.error.message);
  }
}

function readResult(reader: ByteReader): ResultLayout {
  return reader.u8() === 1 ? { output: readItem(reader) } : { error: readErrorLayout(reader) };
}

function readErrorLayout(reader: ByteReader): ErrorLayout {
  const code: ErrorCode | undefined = ERROR_CODES[reader.u8()];
  if (code === undefined) throw new Error('A header names an unknown error code.');
  return { code, message: reader.text() };
}

function writeItem(item: ItemLayout): void {
  writer.u32(item.length);
  for (const part of item) writePart(part);
}

function readItem(reader: ByteReader): ItemLayout {
  const parts: PartLayout[] = [];
  for (let left = reader.u32(); left > 0; left--) parts.push(readPart(reader));
  return parts;
}

function writePart([name, byteLength, tensor]: PartLayout): void {
  writer.text(name);
  writer.f64(byteLength);
  // 0 is bytes alone.
  writer.u8(tensor === undefined ? 0 : 1 + DATATYPES.indexOf(tensor.datatype));
  if (tensor === undefined) return;
  writer.u32(tensor.shape.length);
  for (const length of tensor.shape) writer.f64(length);
}

function readPart(reader: ByteReader): PartLayout {
  const name = reader.text();
  const byteLength = reader.f64();
  const datatype = reader.u8();
  return datatype === 0 ? [name, byteLength] : [name, byteLength, readTensor(reader, DATATYPES[datatype - 1])];
}

function readTensor(reader: ByteReader, datatype: Datatype | undefined): Pick<TensorPart, 'datatype' | 'shape'> {
  if (datatype === undefined) throw new Error('A header names an unknown datatype.');
  const shape: number[] = [];
  for (let left = reader.u32(); left > 0; left--) shape.push(reader.f64());
  return { datatype, shape };
}
