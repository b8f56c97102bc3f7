import { request } from 'node:http';
import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { Client, credentials } from '@grpc/grpc-js';
import { tensorBytes, type Datatype } from '../../src/contract';
import { unaryCall } from '../../src/clients/unary-call';
import { toTensor } from '../../src/core/tensor';
import { openInferenceService } from '../../src/protocols/open-inference/definition';
import type { ModelInferRequestInput } from '../../src/protocols/open-inference/generated/inference/ModelInferRequest';
import type { ModelStreamInferResponse } from '../../src/protocols/open-inference/generated/inference/ModelStreamInferResponse';
import { contentsOf, tensorOf } from './protocols/open-inference-typed';

/** A tensor in each form that an encoding may want. */
export interface SentTensor {
  readonly model: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  /** Of all elements, as they stand in raw contents. */
  readonly bytes: Uint8Array;
  /** Each element as JSON. */
  readonly json: readonly string[];
}

/** A way to send `x`, and to have `y`. */
export interface Encoding {
  readonly name: string;
  readonly takesJson?: boolean;
  readonly isTyped?: boolean;
  readonly givesJson?: boolean;
  /** @returns `FP32 [1,2] <elements>`, these as hex digits or as JSON, or `<status>: <message>` */
  ask(tensor: SentTensor): Promise<string>;
}

export const REFUSED = '400: ';
const REFUSED_BY_GRPC = '3 INVALID_ARGUMENT: ';
const TIMEOUT = { timeoutMs: 20_000 };
/** What is shorter is not compressed. */
const ID = 'i'.repeat(1024);

export function openInferenceEncodings(grpc: number, http: string): { readonly encodings: Encoding[]; close(): void } {
  const client = new Client(`127.0.0.1:${grpc}`, credentials.createInsecure());
  const rest = (name: string, options: RestOptions): Encoding => ({
    name,
    takesJson: options.body !== 'binary',
    givesJson: options.isBinaryAnswer !== true,
    ask: (tensor) => askRest(http, tensor, options),
  });
  const encodings: Encoding[] = [
    { name: 'gRPC raw', ask: (tensor) => askUnary(client, rawRequest(tensor)) },
    { name: 'gRPC typed', isTyped: true, ask: (tensor) => askUnary(client, typedRequest(tensor)) },
    { name: 'gRPC stream', ask: (tensor) => askStream(client, rawRequest(tensor)) },
    { name: 'gRPC stream, typed', isTyped: true, ask: (tensor) => askStream(client, typedRequest(tensor)) },
    rest('JSON flat', { body: 'flat' }),
    rest('JSON nested', { body: 'nested' }),
    rest('binary in, JSON out', { body: 'binary' }),
    rest('JSON in, binary out', { body: 'flat', isBinaryAnswer: true }),
    rest('binary', { body: 'binary', isBinaryAnswer: true }),
    rest('JSON, gzip', { body: 'nested', compression: 'gzip' }),
    rest('JSON, deflate', { body: 'flat', compression: 'deflate' }),
    rest('binary, gzip', { body: 'binary', isBinaryAnswer: true, compression: 'gzip' }),
    rest('binary, deflate', { body: 'binary', isBinaryAnswer: true, compression: 'deflate' }),
  ];
  return { encodings, close: () => client.close() };
}

function rawRequest({ model, datatype, shape, bytes }: SentTensor): ModelInferRequestInput {
  return {
    model_name: model,
    inputs: [{ name: 'x', datatype, shape: [...shape] }],
    raw_input_contents: [Buffer.from(bytes)],
  };
}

function typedRequest({ model, datatype, shape, bytes }: SentTensor): ModelInferRequestInput {
  const isHalf = datatype === 'FP16' || datatype === 'BF16';
  const contents = isHalf
    ? { fp32_contents: new Array<number>(bytes.byteLength / 2).fill(1) }
    : contentsOf(toTensor({ kind: 'tensor', datatype, shape, bytes }));
  return { model_name: model, inputs: [{ name: 'x', datatype, shape: [...shape], contents }] };
}

async function askUnary(client: Client, message: ModelInferRequestInput): Promise<string> {
  try {
    const { response } = await unaryCall(client, openInferenceService.ModelInfer, message, TIMEOUT);
    return outputOf(response);
  } catch (thrown) {
    return withStatus((thrown as Error).message);
  }
}

async function askStream(client: Client, message: ModelInferRequestInput): Promise<string> {
  const { path, requestSerialize, responseDeserialize } = openInferenceService.ModelStreamInfer;
  const stream = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
  stream.write(message);
  stream.end();
  const answers: string[] = [];
  for await (const {
    error_message: error,
    infer_response: answer,
  } of stream as AsyncIterable<ModelStreamInferResponse>)
    answers.push(error === '' ? outputOf(answer!) : `${REFUSED}${error}`);
  return answers.join(' and ');
}

function withStatus(message: string): string {
  return message.startsWith(REFUSED_BY_GRPC) ? `${REFUSED}${message.slice(REFUSED_BY_GRPC.length)}` : message;
}

type Answer = NonNullable<ModelStreamInferResponse['infer_response']>;

function outputOf({ outputs, raw_output_contents: raw }: Answer): string {
  const [output] = outputs;
  const bytes = tensorBytes(tensorOf(output!, raw[0]));
  return shown(output!.datatype, output!.shape.map(Number), Buffer.from(bytes).toString('hex'));
}

function shown(datatype: string, shape: readonly number[], elements: string): string {
  return `${datatype} [${shape.join(',')}] ${elements}`;
}

interface RestOptions {
  readonly body: 'flat' | 'nested' | 'binary';
  readonly isBinaryAnswer?: boolean;
  /** Both ways. */
  readonly compression?: 'gzip' | 'deflate';
}

const COMPRESS = { gzip: gzipSync, deflate: deflateSync };
const INFLATE = { gzip: gunzipSync, deflate: inflateSync };

async function askRest(http: string, tensor: SentTensor, options: RestOptions): Promise<string> {
  const { compression } = options;
  const { json, blob } = bodyOf(tensor, options);
  const body = Buffer.concat([Buffer.from(json), blob]);
  const answer = await post(
    `${http}/v2/models/${tensor.model}/infer`,
    {
      ...(options.body === 'binary' && { 'inference-header-content-length': String(Buffer.byteLength(json)) }),
      ...(compression !== undefined && { 'content-encoding': compression, 'accept-encoding': compression }),
    },
    compression === undefined ? body : COMPRESS[compression](body),
  );
  const { status, headers } = answer;
  if (status === 200 && headers['content-encoding'] !== compression)
    throw new Error(`The answer came in the encoding ${String(headers['content-encoding'])}.`);
  const isCompressed = compression !== undefined && headers['content-encoding'] === compression;
  const content = isCompressed ? INFLATE[compression](answer.body) : answer.body;
  if (status !== 200) return `${status}: ${(JSON.parse(content.toString()) as { readonly error: string }).error}`;
  return restOutputOf(content, headers['inference-header-content-length']);
}

function bodyOf(
  { datatype, shape, bytes, json }: SentTensor,
  { body, isBinaryAnswer = false, compression }: RestOptions,
): { readonly json: string; readonly blob: Uint8Array } {
  const id = compression === undefined ? '' : `"id":"${ID}",`;
  const data =
    body === 'binary'
      ? `"parameters":{"binary_data_size":${bytes.byteLength}}`
      : `"data":${body === 'flat' ? `[${json.join(',')}]` : nested(json, shape)}`;
  const input = `{"name":"x","shape":[${shape.join(',')}],"datatype":"${datatype}",${data}}`;
  return {
    json: `{${id}"parameters":{"binary_data_output":${isBinaryAnswer}},"inputs":[${input}]}`,
    blob: body === 'binary' ? bytes : new Uint8Array(0),
  };
}

/** A flat list as lists within lists. */
function nested(elements: readonly string[], [length, ...rest]: readonly number[]): string {
  if (length === undefined) return `[${elements.join(',')}]`;
  if (rest.length === 0) return `[ ${elements.join(' , ')} ]`;
  const each = elements.length / Math.max(length, 1);
  return `[${Array.from({ length }, (_, at) => nested(elements.slice(at * each, (at + 1) * each), rest)).join(',')}]`;
}

function restOutputOf(content: Buffer, headerLength: string | string[] | undefined): string {
  const jsonLength = headerLength === undefined ? content.byteLength : Number(headerLength);
  const json = content.subarray(0, jsonLength).toString();
  const { outputs } = JSON.parse(json) as {
    readonly outputs: readonly { readonly datatype: string; readonly shape: readonly number[] }[];
  };
  // Parsed, long numbers would lose digits.
  const [, data] = /"data":(\[[^]*\])\}\]\}$/.exec(json) ?? [];
  const { datatype, shape } = outputs[0]!;
  return shown(datatype, shape, data ?? content.subarray(jsonLength).toString('hex'));
}

interface Posted {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

function post(url: string, headers: Readonly<Record<string, string>>, body: Uint8Array): Promise<Posted> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', headers }, (incoming) => {
      const pieces: Buffer[] = [];
      incoming.on('data', (piece: Buffer) => pieces.push(piece));
      incoming.on('error', reject);
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(pieces) }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
