import { ServingError } from '../../../core/errors';
import { ElementsError } from '../../../core/json/elements-error';
import { TimeSlices } from '../../../core/json/time-slices';
import { writeElements } from '../../../core/json/write-elements';
import type { HttpAnswer } from '../../../transport/http/http-route';
import { jsonText } from '../../../transport/http/json-answer';
import type { InferAnswer, InferOutput } from '../infer-message';
import { parametersMember } from './parameters';

/**
 * An answer as JSON, with the outputs after it that are wanted as binary data.
 *
 * @throws ServingError `invalid-argument` when JSON cannot carry an output: its datatype, an element, or its size
 */
export async function writeInferAnswer(
  answer: InferAnswer,
  isBinary: (output: string) => boolean,
  maxBytes: number,
): Promise<HttpAnswer> {
  const text = new BoundedText(maxBytes);
  const slices = new TimeSlices();
  const blobs: Uint8Array[] = [];
  text.add(opening(answer));
  for (const [index, output] of answer.outputs.entries()) {
    if (index > 0) text.add(',');
    if (output.bytes !== undefined && isBinary(output.name)) {
      blobs.push(output.bytes);
      text.add(`${head(output, { binary_data_size: output.bytes.byteLength })}}`);
      continue;
    }
    text.add(head(output));
    if (output.bytes !== undefined) {
      text.add(',"data":');
      await writeOutput(output, output.bytes, (piece) => text.add(piece), slices);
    }
    text.add('}');
  }
  text.add(']}');
  return blobs.length === 0 ? jsonText(200, text.toString()) : withBlobs(text.toString(), blobs);
}

/**
 * The elements of an output as a flat list.
 *
 * @throws ServingError `invalid-argument` when JSON cannot carry them
 */
export async function writeOutput(
  { name, datatype, shape }: InferOutput,
  bytes: Uint8Array,
  write: (piece: string) => void,
  slices: TimeSlices,
): Promise<void> {
  if (datatype === 'FP16' || datatype === 'BF16') {
    throw refused(
      `sending ${datatype} data via JSON is not supported. Please use the binary data format for output ${name}`,
    );
  }
  try {
    await writeElements({ kind: 'tensor', datatype, shape, bytes }, write, slices);
  } catch (thrown) {
    if (!(thrown instanceof ElementsError)) throw thrown;
    throw refused(
      `Output '${name}' ${thrown.message}, which JSON cannot carry; ask for it as binary data (binary_data).`,
    );
  }
}

/** Text that must not grow beyond a bound. */
export class BoundedText {
  readonly #pieces: string[] = [];
  #bytes = 0;

  constructor(private readonly maxBytes: number) {}

  add(piece: string): void {
    this.#bytes += Buffer.byteLength(piece);
    if (this.#bytes > this.maxBytes) {
      throw refused(
        `The answer takes more than ${this.maxBytes} bytes of JSON (MAX_MESSAGE_BYTES); ask for binary data (binary_data_output), or for fewer outputs.`,
      );
    }
    this.#pieces.push(piece);
  }

  toString(): string {
    return this.#pieces.join('');
  }
}

function opening({ modelName, modelVersion, id, parameters }: InferAnswer): string {
  const version = modelVersion === '' ? '' : `,"model_version":${JSON.stringify(modelVersion)}`;
  const requestId = id === '' ? '' : `,"id":${JSON.stringify(id)}`;
  return `{"model_name":${JSON.stringify(modelName)}${version}${requestId}${parametersMember(parameters)},"outputs":[`;
}

/** An output but its data and its end. */
function head({ name, datatype, shape, parameters }: InferOutput, more?: Readonly<Record<string, number>>): string {
  return `{"name":${JSON.stringify(name)},"datatype":"${datatype}","shape":[${shape.join(',')}]${parametersMember(parameters, more)}`;
}

function withBlobs(json: string, blobs: readonly Uint8Array[]): HttpAnswer {
  const header = Buffer.from(json);
  return {
    status: 200,
    headers: {
      'content-type': 'application/octet-stream',
      'inference-header-content-length': String(header.byteLength),
    },
    body: Buffer.concat([header, ...blobs]),
  };
}

function refused(message: string): ServingError {
  return new ServingError('invalid-argument', message);
}
