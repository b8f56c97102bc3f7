import type { Datatype } from '../../../../../src/contract';
import { openInferenceService } from '../../../../../src/protocols/open-inference/definition';
import type { InferTensorContentsInput } from '../../../../../src/protocols/open-inference/generated/inference/InferTensorContents';
import { decodeInferRequest } from '../../../../../src/protocols/open-inference/grpc/infer-request';
import { BOUNDS, elementsOf, messageOf, requestOf } from './decoded';
import { hexOf } from './generic-messages';

const { requestSerialize } = openInferenceService.ModelInfer;

describe('a request that contradicts itself', () => {
  it.each<[Datatype, InferTensorContentsInput, string]>([
    ['UINT8', { uint_contents: [0, 255, 256] }, 'element 2 is 256; expected 0 to 255'],
    ['UINT8', { uint_contents: [2 ** 32 - 1] }, 'element 0 is 4294967295; expected 0 to 255'],
    ['UINT16', { uint_contents: [65_536] }, 'element 0 is 65536; expected 0 to 65535'],
    ['INT8', { int_contents: [-128, 127, -129] }, 'element 2 is -129; expected -128 to 127'],
    ['INT16', { int_contents: [32_768] }, 'element 0 is 32768; expected -32768 to 32767'],
  ])('refuses an element that %s does not have', async (datatype, contents, problem) => {
    expect(await messageOf(requestOf(datatype, contents))).toBe(
      `unexpected explicit tensor data for input tensor 'x' for model 'm': ${problem} for datatype '${datatype}'`,
    );
  });

  it('refuses a datatype that there is not', async () => {
    expect(await messageOf(requestOf('FLOAT', { fp32_contents: [1] }))).toMatch(
      /^invalid datatype for input x: 'FLOAT'; expected BOOL, UINT8, .*BYTES$/,
    );
  });

  it('refuses a length that no number holds exactly', async () => {
    const inputs = [{ name: 'x', datatype: 'INT8', shape: ['9007199254740993'], contents: {} }];
    expect(await messageOf(requestSerialize({ inputs }))).toContain("The shape of input 'x' has the length");
  });

  it('keeps lengths below zero for whoever knows the model', async () => {
    const inputs = [{ name: 'x', datatype: 'INT8', shape: [-1, '-9007199254740991'], contents: {} }];
    const { message } = await decodeInferRequest(requestSerialize({ inputs }), BOUNDS);
    expect(message.inputs[0]!.shape).toEqual([-1, -Number.MAX_SAFE_INTEGER]);
  });

  it('refuses a parameter without a value', async () => {
    expect(await messageOf(requestSerialize({ parameters: { a: {} } }))).toMatch(
      /^The parameter 'a' has no value; expected/,
    );
  });

  // Section 3.4: "a request uses raw or typed contents for all inputs".
  it('refuses typed contents beside raw ones', async () => {
    const inputs = [
      { name: 'r', datatype: 'INT8' },
      { name: 'x', datatype: 'INT8', contents: { int_contents: [1] } },
    ];
    expect(await messageOf(requestSerialize({ model_name: 'm', inputs, raw_input_contents: [Buffer.from('a')] }))).toBe(
      "contents field must not be specified when using raw_input_contents for 'x' for model 'm'",
    );
  });

  // Section 3.4: "raw: one entry per input, same order".
  it.each([1, 3])('refuses %i raw contents for two inputs', async (count) => {
    const inputs = ['a', 'b'].map((name) => ({ name, datatype: 'INT8' }));
    const raw_input_contents = Array.from({ length: count }, () => Buffer.from('a'));
    expect(await messageOf(requestSerialize({ model_name: 'm', inputs, raw_input_contents }))).toBe(
      `the number of inputs (2) does not match the expected number of raw input contents (${count}) for model 'm'.`,
    );
  });

  // Section 3.4: "no data".
  it('refuses an input without data', async () => {
    expect(await messageOf(requestOf('INT8', undefined))).toBe(
      "unable to find data for input tensor 'x' for model 'm' in request.",
    );
  });

  it('takes contents without an element for those of an empty tensor', async () => {
    expect(await elementsOf(requestOf('INT8', {}))).toBe('');
    expect(await elementsOf(requestOf('FP16', {}))).toBe('');
  });

  // Section 3.4: "typed field of another dtype".
  it.each<[Datatype, InferTensorContentsInput, string]>([
    ['INT32', { fp32_contents: [1] }, 'FP32'],
    ['FP16', { fp32_contents: [1] }, 'FP32'],
    ['BF16', { uint_contents: [1] }, 'UINT32'],
    ['UINT8', { int_contents: [1] }, 'INT32'],
    ['FP32', { fp64_contents: [1] }, 'FP64'],
    ['INT64', { bytes_contents: [Buffer.alloc(0)] }, 'BYTES'],
  ])('refuses, for %s, the elements of another field', async (datatype, contents, field) => {
    expect(await messageOf(requestOf(datatype, contents))).toBe(
      `unexpected explicit tensor data for input tensor 'x' for model 'm' of type '${field}', expected datatype '${datatype}'`,
    );
  });

  // Section 3.4: "several typed fields in one tensor".
  it('refuses elements in several fields', async () => {
    expect(await messageOf(requestOf('INT32', { int_contents: [1], fp32_contents: [1] }))).toBe(
      "unexpected explicit tensor data for input tensor 'x' for model 'm', binary data was already supplied.",
    );
  });

  // Section 3.4: "contents with shared memory".
  it('refuses contents of an input in shared memory', async () => {
    const parameters = { shared_memory_region: { string_param: 'r' } };
    const inputs = [{ name: 'x', datatype: 'INT8', parameters, contents: { int_contents: [1] } }];
    expect(await messageOf(requestSerialize({ model_name: 'm', inputs }))).toBe(
      "unexpected 'content' provided when using shared memory for input tensor 'x' for model 'm'",
    );
  });

  it('leaves an input that says how large it is in shared memory, and not where, to whoever reads that', async () => {
    const inputs = [{ name: 's', datatype: 'INT8', parameters: { shared_memory_byte_size: { int64_param: 4 } } }];
    const { message } = await decodeInferRequest(requestSerialize({ inputs }), BOUNDS);
    expect(message.inputs.map(({ bytes }) => bytes)).toEqual([undefined]);
  });

  // Section 3.4: "Triton skips shared-memory inputs when counting".
  it('takes no raw contents for an input in shared memory', async () => {
    const parameters = { shared_memory_region: { string_param: 'r' } };
    const inputs = [
      { name: 's', datatype: 'INT8', parameters },
      { name: 'x', datatype: 'INT8' },
    ];
    const { message } = await decodeInferRequest(
      requestSerialize({ inputs, raw_input_contents: [Buffer.from('a')] }),
      BOUNDS,
    );
    expect(message.inputs.map(({ bytes }) => bytes && hexOf(bytes))).toEqual([undefined, '61']);
  });
});
