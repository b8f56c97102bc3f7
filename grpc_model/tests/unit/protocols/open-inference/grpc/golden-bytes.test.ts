import { decodeInferRequest } from '../../../../../src/protocols/open-inference/grpc/infer-request';
import { encodeInferResponse } from '../../../../../src/protocols/open-inference/grpc/infer-response';
import { NO_PARAMETERS, type InferAnswer } from '../../../../../src/protocols/open-inference/infer-message';
import { hex, hexOf } from './generic-messages';

const BOUNDS = { maxRequestParts: 100, maxMessageBytes: 1000 };

// Section 3.1: "`ModelInferRequest` | 1 `model_name` string; 2 `model_version` string; 3 `id` string; 4 `parameters`
// map<string, InferParameter>; 5 `inputs` repeated InferInputTensor; 6 `outputs` repeated InferRequestedOutputTensor;
// 7 `raw_input_contents` repeated bytes".
const REQUEST_HEAD = [
  '0a01 6d', // model_name "m"
  '1201 32', // model_version "2"
  '1a01 72', // id "r"
  '2208 0a0170 1203 10ac02', // "p": int64_param 300
];
// "`ModelInferRequest.InferInputTensor` | 1 `name` string; 2 `datatype` string; 3 `shape` repeated int64;
// 4 `parameters` map<string, InferParameter>; 5 `contents` InferTensorContents".
const INPUT = ['0a01 78', '1204 46503332', '1a02 01 02']; // "x", "FP32", [1, 2]
// "`ModelInferRequest.InferRequestedOutputTensor` | 1 `name` string; 2 `parameters` map<string, InferParameter>".
const REQUESTED = '3203 0a01 79'; // "y"
/** 1 and -2, little-endian. */
const ELEMENTS = '0000803f 000000c0';

const RAW_REQUEST = hex(...REQUEST_HEAD, '2a0d', ...INPUT, REQUESTED, '3a08', ELEMENTS);
// "`InferTensorContents` | all repeated: […] 6 `fp32_contents` float".
const TYPED_REQUEST = hex(...REQUEST_HEAD, '2a19', ...INPUT, '2a0a 3208', ELEMENTS, REQUESTED);

const MESSAGE = {
  modelName: 'm',
  modelVersion: '2',
  id: 'r',
  parameters: new Map([['p', 300n]]),
  inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 2], parameters: NO_PARAMETERS, bytes: hex(ELEMENTS) }],
  outputs: [{ name: 'y', parameters: NO_PARAMETERS }],
};

// Section 3.1: "`ModelInferResponse` | 1 `model_name` string; 2 `model_version` string; 3 `id` string; 4 `parameters`
// map<string, InferParameter>; 5 `outputs` repeated InferOutputTensor; 6 `raw_output_contents` repeated bytes".
const RESPONSE_HEAD = [
  '0a01 6d', // model_name "m"
  '1201 32', // model_version "2"
  '1a01 72', // id "r"
  '2207 0a0170 1202 0801', // "p": bool_param true
];
// "`ModelInferResponse.InferOutputTensor` | 1 `name` string; 2 `datatype` string; 3 `shape` repeated int64; […]
// 5 `contents` InferTensorContents".
const FLOATS = ['0a01 79', '1204 46503332', '1a01 02']; // "y", "FP32", [2]
const TEXTS = ['0a01 7a', '1205 4259544553', '1a01 02']; // "z", "BYTES", [2]
/** Section 1: "BYTES element = u32 little-endian length + that many bytes." Here "ab", and an empty one. */
const TEXT_ELEMENTS = '02000000 6162 00000000';

const ANSWER: InferAnswer = {
  modelName: 'm',
  modelVersion: '2',
  id: 'r',
  parameters: new Map([['p', true]]),
  outputs: [
    { name: 'y', datatype: 'FP32', shape: [2], parameters: NO_PARAMETERS, bytes: hex(ELEMENTS) },
    { name: 'z', datatype: 'BYTES', shape: [2], parameters: NO_PARAMETERS, bytes: hex(TEXT_ELEMENTS) },
  ],
};

describe('ModelInfer on the wire', () => {
  it('takes a request with raw contents', async () => {
    expect(await decodeInferRequest(RAW_REQUEST, BOUNDS)).toEqual({ message: MESSAGE, isTyped: false });
  });

  it('takes a request with typed contents', async () => {
    expect(await decodeInferRequest(TYPED_REQUEST, BOUNDS)).toEqual({ message: MESSAGE, isTyped: true });
  });

  // Section 3.4: "`raw_output_contents` order | one entry per output, by position".
  it('gives an answer with raw contents', () => {
    const bytes = hex(...RESPONSE_HEAD, '2a0c', ...FLOATS, '2a0d', ...TEXTS, '3208', ELEMENTS, '320a', TEXT_ELEMENTS);
    expect(hexOf(encodeInferResponse({ answer: ANSWER, isRaw: true }))).toBe(hexOf(bytes));
  });

  it('gives an answer with typed contents', () => {
    const floats = ['2a18', ...FLOATS, '2a0a 3208', ELEMENTS];
    const texts = ['2a15', ...TEXTS, '2a06 4202 6162 4200'];
    const bytes = hex(...RESPONSE_HEAD, ...floats, ...texts);
    expect(hexOf(encodeInferResponse({ answer: ANSWER, isRaw: false }))).toBe(hexOf(bytes));
  });

  // Section 4.7: "over gRPC its `raw_output_contents` entry is present but empty, so positions are kept".
  it('gives an empty raw entry for an output in shared memory', () => {
    const [floats, texts] = ANSWER.outputs;
    const answer = { ...ANSWER, outputs: [{ ...floats!, bytes: undefined }, texts!] };
    const bytes = hex(...RESPONSE_HEAD, '2a0c', ...FLOATS, '2a0d', ...TEXTS, '3200', '320a', TEXT_ELEMENTS);
    expect(hexOf(encodeInferResponse({ answer, isRaw: true }))).toBe(hexOf(bytes));
  });
});
