import { Metadata } from '@grpc/grpc-js';
import type { Caller } from '../../../../../src/core/call';
import { CallRecord } from '../../../../../src/core/call-record';
import { ServingError } from '../../../../../src/core/errors';
import { openInferenceService } from '../../../../../src/protocols/open-inference/definition';
import type { ModelStreamInferResponse } from '../../../../../src/protocols/open-inference/generated/inference/ModelStreamInferResponse';
import { inferRpcs } from '../../../../../src/protocols/open-inference/grpc/infer-rpcs';
import { encodeStreamMessage } from '../../../../../src/protocols/open-inference/grpc/infer-response';
import { FakeOpenInference } from '../fake-open-inference';

const OPTIONS = { maxRequestParts: 100, maxMessageBytes: 10_000, forceRawOutputs: false };

describe('ModelStreamInfer', () => {
  const fake = new FakeOpenInference();
  const { handle, failure } = inferRpcs(fake.inference, OPTIONS).ModelStreamInfer;
  const { requestSerialize, responseDeserialize } = openInferenceService.ModelStreamInfer;
  const request = (model_name: string, contents: object | null = { int_contents: [5] }) =>
    requestSerialize({
      model_name,
      id: 'r',
      inputs: [{ name: 'x', datatype: 'INT8', shape: [1], ...(contents && { contents }) }],
    });

  function callerOf(): Caller {
    const origin = { requestId: 'i', protocol: 'open-inference', method: 'ModelStreamInfer', peer: 'p' };
    return {
      record: new CallRecord({ ...origin, traceParent: undefined }),
      deadlineMs: Infinity,
      onClosed: () => undefined,
    };
  }

  async function answersTo(bytes: Buffer, caller = callerOf(), headers: Record<string, string> = {}) {
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
    const answers: ModelStreamInferResponse[] = [];
    for await (const each of handle(bytes, caller, metadata))
      answers.push(responseDeserialize(encodeStreamMessage(each)));
    return answers;
  }

  it('gives each answer, in the form of the request', async () => {
    const caller = callerOf();
    const answers = await answersTo(request('m'), caller);
    expect(answers).toHaveLength(3);
    expect(answers[2]).toMatchObject({
      error_message: '',
      infer_response: {
        id: 'r',
        parameters: { triton_final_response: { bool_param: true } },
        outputs: [{ contents: { int_contents: [5] } }],
      },
    });
    expect(caller.record.outcome).toBeUndefined();
  });

  // Section 3.5: "errors come in-band as `error_message`, with `infer_response.id` (and for model failures `model_name`,
  // `model_version`) filled in; the stream stays open".
  it('answers a failure of the model in its place, and tells of it', async () => {
    const caller = callerOf();
    const answers = await answersTo(request('broken'), caller);
    expect(answers.map(({ error_message }) => error_message)).toEqual(['', 'It threw.']);
    expect(answers[1]!.infer_response).toMatchObject({ id: 'r', model_name: 'broken', model_version: '1' });
    expect(caller.record.outcome).toBe('model-failed');
  });

  it('answers a request that contradicts itself, with its id alone', async () => {
    const caller = callerOf();
    const [answer, ...more] = await answersTo(request('m', null), caller);
    expect(more).toEqual([]);
    expect(answer).toMatchObject({
      error_message: "unable to find data for input tensor 'x' for model 'm' in request.",
      infer_response: { id: 'r', model_name: '', model_version: '' },
    });
    expect(caller.record.outcome).toBe('invalid-argument');
  });

  it('answers what is no request', async () => {
    const [answer] = await answersTo(Buffer.from('2aff', 'hex'));
    expect(answer!.error_message).toMatch(/^The message is no ModelInferRequest/);
  });

  // Section 3.5: "With request metadata `triton_grpc_error: true` the first error instead ends the stream".
  it('throws the failure when the caller asks for the status', async () => {
    const caller = callerOf();
    await expect(answersTo(request('broken'), caller, { triton_grpc_error: 'true' })).rejects.toMatchObject({
      code: 'model-failed',
    });
    expect(caller.record.outcome).toBeUndefined();
    expect(await answersTo(request('broken'), callerOf(), { triton_grpc_error: 'false' })).toHaveLength(2);
  });

  it('answers in the place of an answer that cannot be sent, too', () => {
    const caller = callerOf();
    const error = new ServingError('too-large', 'Too many bytes.');
    const told = failure!(error, request('m'), caller, new Metadata())!;
    expect(responseDeserialize(encodeStreamMessage(told))).toMatchObject({
      error_message: 'Too many bytes.',
      infer_response: { id: 'r' },
    });
    expect(caller.record.outcome).toBe('too-large');
    const metadata = new Metadata();
    metadata.set('triton_grpc_error', 'true');
    expect(failure!(error, request('m'), callerOf(), metadata)).toBeUndefined();
  });

  it('ends the work when nobody wants more', async () => {
    const before = fake.endedStreams;
    for await (const each of handle(request('m'), callerOf(), new Metadata())) {
      expect(each).toHaveProperty('answer');
      break;
    }
    expect(fake.endedStreams).toBe(before + 1);
  });
});
