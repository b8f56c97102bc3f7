import { InvalidInputError } from '../../../../../src/contract';
import { ServingError, toServingError } from '../../../../../src/core/errors';
import type { Item, TensorPart } from '../../../../../src/core/request';
import { openInferenceInference } from '../../../../../src/protocols/open-inference/infer/inference';
import type { InferAnswer, InferMessage } from '../../../../../src/protocols/open-inference/infer-message';
import {
  callerOf,
  elements,
  FakeSharedMemory,
  floats,
  inputOf,
  messageOf,
  wanted,
} from '../../../../support/infer-messages';
import { version } from '../../../../support/catalog-fixture';
import { bytesOf, itemOf } from '../../../../support/requests';
import { servingOf, type Behaviour } from '../../../../support/serving-fixture';
import { declaredInput, declaredOutput, testMetadata } from '../../../../support/test-bundle';

const ROWS = { datatype: 'FP32', shape: [-1, 2] } as const;

/** Doubles rows of two. */
const DOUBLING: Behaviour = {
  metadata: testMetadata({
    inputs: [declaredInput('x', { tensor: ROWS })],
    outputs: [declaredOutput('y', { tensor: ROWS }), declaredOutput('note')],
  }),
  answer: (item) => {
    const { shape, bytes } = item.get('x') as TensorPart;
    const doubled = floats(...Array.from(new Float32Array(new Uint8Array(bytes).buffer), (each) => each * 2));
    return new Map([...itemOf({ note: 'ok' }), ['y', { kind: 'tensor', datatype: 'FP32', shape, bytes: doubled }]]);
  },
};

const echo = (item: Item): Item => {
  const text = bytesOf(item, 'text').toString();
  if (text === 'bad') throw new InvalidInputError('The text is bad.');
  return itemOf({ reply: text.toUpperCase() });
};

/** Answers texts in capital letters. */
const ECHO: Behaviour = {
  metadata: testMetadata({ inputs: [declaredInput('text')], outputs: [declaredOutput('reply')] }),
  answer: echo,
};

const STREAMING: Behaviour = {
  ...ECHO,
  pieces: (item) => [echo(item), itemOf({ reply: 'end' })],
};

const LAZY: Behaviour = { ...ECHO, candidate: { loads: 'at-first-use' } };

async function inferenceOf(behaviour: Behaviour) {
  const { serving, requests } = await servingOf(behaviour);
  const memory = new FakeSharedMemory();
  const inference = openInferenceInference(serving, memory, { maxRequestParts: 8, maxMessageBytes: 1000 });
  return { inference, memory, requests, serving };
}

const X = inputOf('x', 'FP32', [1, 2], floats(1, 2));
const textsOf = (...texts: string[]) => inputOf('text', 'BYTES', [texts.length], elements(...texts));
const ask = (...texts: string[]) => messageOf([textsOf(...texts)]);

async function refusalOf(behaviour: Behaviour, message: InferMessage): Promise<string> {
  const { inference } = await inferenceOf(behaviour);
  return inference.infer(message, callerOf()).then(
    () => 'answered',
    (thrown: unknown) => `${toServingError(thrown).code}: ${toServingError(thrown).message}`,
  );
}

describe('inference', () => {
  it('of a model of tensors answers one item with every output, in the order of its file', async () => {
    const { inference } = await inferenceOf(DOUBLING);
    const answer = await inference.infer(messageOf([X], { id: 'r1' }), callerOf());
    expect(answer).toMatchObject({ modelName: 'm', modelVersion: '7', id: 'r1' });
    expect(answer.parameters.size).toBe(0);
    const [y, note] = answer.outputs;
    expect(y).toMatchObject({ name: 'y', datatype: 'FP32', shape: [1, 2], bytes: floats(2, 4) });
    expect(note).toMatchObject({ name: 'note', datatype: 'BYTES', shape: [1] });
    expect(Buffer.from(note!.bytes!)).toEqual(Buffer.from(elements('ok')));
  });

  it('answers with the outputs that are asked for, in the order that is asked for', async () => {
    const { inference } = await inferenceOf(DOUBLING);
    const namesOf = async (...names: string[]) => {
      const message = messageOf([X], { outputs: names.map((name) => wanted(name)) });
      return (await inference.infer(message, callerOf())).outputs.map(({ name }) => name);
    };
    expect(await namesOf('note', 'y')).toEqual(['note', 'y']);
    expect(await namesOf('note')).toEqual(['note']);
  });

  it('of a model that takes bytes answers each element of a batch', async () => {
    const { inference, requests } = await inferenceOf(ECHO);
    const { outputs } = await inference.infer(ask('a', 'b'), callerOf());
    expect(outputs).toMatchObject([{ name: 'reply', datatype: 'BYTES', shape: [2] }]);
    expect(Buffer.from(outputs[0]!.bytes!)).toEqual(Buffer.from(elements('A', 'B')));
    expect(requests().map(({ items }) => items.length)).toEqual([2]);
  });

  it('answers a batch with a second dimension of 1 alike', async () => {
    const { inference } = await inferenceOf(ECHO);
    const column = messageOf([inputOf('text', 'BYTES', [2, 1], elements('a', 'b'))]);
    expect((await inference.infer(column, callerOf())).outputs[0]!.shape).toEqual([2, 1]);
  });

  it('gives the model priority and parameters of the request', async () => {
    const { inference, requests } = await inferenceOf(ECHO);
    const parameters = new Map<string, bigint | boolean>([
      ['priority', 1n],
      ['explain', true],
      ['top_k', 5n],
    ]);
    await inference.infer(messageOf([textsOf('a')], { parameters }), callerOf());
    const [request] = requests();
    expect(request!.priority).toBe('high');
    expect(request!.options.explain).toBe(true);
    expect({ ...request!.options.parameters }).toEqual({ top_k: 5 });
  });

  it('ends when the timeout of the request has passed', async () => {
    const never = version('7', { read: () => new Promise(() => undefined) });
    const { inference } = await inferenceOf({ ...ECHO, candidate: { loads: 'at-first-use', versions: [never] } });
    const parameters = new Map([['timeout', 1000n]]);
    const answer = inference.infer(messageOf([textsOf('a')], { parameters }), callerOf());
    await expect(answer).rejects.toMatchObject({ code: 'deadline-exceeded' });
  });

  it('loads a model that is loaded at its first use', async () => {
    const { inference } = await inferenceOf(LAZY);
    expect((await inference.infer(ask('a'), callerOf())).outputs[0]!.shape).toEqual([1]);
  });

  it.each<[Behaviour, InferMessage, string]>([
    [
      { ...ECHO, failsToLoad: '/secret is gone' },
      ask('a'),
      "unavailable: Request for unknown model: 'm' version 7 is not at ready state. It failed to load; the status of the server tells why.",
    ],
    [
      { ...LAZY, failsToLoad: '/secret is gone' },
      ask('a'),
      "unavailable: Request for unknown model: 'm' version 7 is not at ready state. It failed to load; the status of the server tells why.",
    ],
    [ECHO, ask('a', 'bad', 'bad'), 'invalid-argument: item 2 of 3: The text is bad.'],
    [ECHO, ask('bad'), 'invalid-argument: The text is bad.'],
    [
      ECHO,
      ask('a', 'b', 'c', 'd', 'e'),
      "invalid-argument: [request id: <id_unknown>] inference request batch-size must be <= 4 for 'm'",
    ],
    [
      ECHO,
      messageOf([textsOf('a')], { outputs: [wanted('z')] }),
      "invalid-argument: unexpected inference output 'z' for model 'm'",
    ],
    [
      ECHO,
      messageOf([textsOf('a')], { outputs: [wanted('reply'), wanted('reply')] }),
      "invalid-argument: [request id: <id_unknown>] output 'reply' already exists in request",
    ],
    [
      ECHO,
      messageOf([textsOf('a')], { outputs: [wanted('reply', { classification: 1n })] }),
      "invalid-argument: class result not available for output due to unsupported type 'BYTES'",
    ],
    [
      DOUBLING,
      messageOf([X], { outputs: [wanted('y', { classification: 'a' })] }),
      "invalid-argument: invalid value type for 'classification' parameter, expected int64_param",
    ],
    [
      DOUBLING,
      messageOf([X], { outputs: [wanted('y', { classification: 0n })] }),
      "invalid-argument: invalid value for 'classification' parameter, expected >= 0; leave it out to get the tensor",
    ],
    [
      DOUBLING,
      messageOf([X], { outputs: [wanted('y', { classification: 1n, shared_memory_region: 'r' })] }),
      "invalid-argument: Output can't set both 'shared_memory_region' and 'classification'",
    ],
  ])('%#: refuses what cannot be answered, in the words of the contract', async (behaviour, message, expected) => {
    expect(await refusalOf(behaviour, message)).toBe(expected);
  });

  it('of which an item failed counts as failed', async () => {
    const { inference } = await inferenceOf(ECHO);
    const caller = callerOf();
    await inference.infer(ask('a', 'bad'), caller).catch(() => undefined);
    expect(caller.record.outcome).toBe('invalid-argument');
  });

  it('answers with classes', async () => {
    const { inference } = await inferenceOf(DOUBLING);
    const message = messageOf([X], { outputs: [wanted('y', { classification: 1n })] });
    const [y] = (await inference.infer(message, callerOf())).outputs;
    expect(y).toMatchObject({ datatype: 'BYTES', shape: [1, 1] });
    expect(Buffer.from(y!.bytes!)).toEqual(Buffer.from(elements('4:1')));
  });

  it('leaves an output in shared memory, and says where', async () => {
    const { inference, memory } = await inferenceOf(DOUBLING);
    const place = { shared_memory_region: 'r', shared_memory_byte_size: 64n, shared_memory_offset: 8n };
    const [y] = (await inference.infer(messageOf([X], { outputs: [wanted('y', place)] }), callerOf())).outputs;
    expect(y!.bytes).toBeUndefined();
    expect(Object.fromEntries(y!.parameters)).toEqual({ ...place, shared_memory_byte_size: 8n });
    expect(memory.regions.get('r')).toEqual(floats(2, 4));
  });

  it.each<[string, Behaviour]>([
    ['one answer', ECHO],
    ['a stream', STREAMING],
  ])('tells that a region could not be written, which is no matter of the model: %s', async (_, behaviour) => {
    const { inference, memory } = await inferenceOf(behaviour);
    memory.write = async () => {
      throw new ServingError('failed-precondition', 'The file is shorter than it was.');
    };
    const place = { shared_memory_region: 'r', shared_memory_byte_size: 64n };
    const message = messageOf([textsOf('a')], { outputs: [wanted('reply', place)] });
    const refused = { code: 'failed-precondition', message: 'The file is shorter than it was.' };
    const stream = inference.stream(message, callerOf())[Symbol.asyncIterator]();
    await expect(stream.next()).rejects.toMatchObject(refused);
    if (!('pieces' in behaviour)) await expect(inference.infer(message, callerOf())).rejects.toMatchObject(refused);
  });
});

async function piecesOf(behaviour: Behaviour, message: InferMessage) {
  const { inference } = await inferenceOf(behaviour);
  const answers: InferAnswer[] = [];
  for await (const answer of inference.stream(message, callerOf())) answers.push(answer);
  return answers.map(({ modelVersion, id, parameters, outputs }) => [
    modelVersion,
    id,
    parameters.get('triton_final_response'),
    ...outputs.map(({ bytes }) => Buffer.from(bytes!).toString('utf8', 4)),
  ]);
}

describe('a stream', () => {
  const message = messageOf([textsOf('a')], { id: 'r' });
  const withFinal = { ...message, parameters: new Map([['triton_enable_empty_final_response', true]]) };

  it('of a wrapper that does not stream is one answer, the final one', async () => {
    expect(await piecesOf(ECHO, message)).toEqual([['7', 'r', true, 'A']]);
    expect(await piecesOf(ECHO, withFinal)).toEqual([['7', 'r', true, 'A']]);
  });

  it('has an answer for each piece, none of which is final', async () => {
    expect(await piecesOf(STREAMING, message)).toEqual([
      ['7', 'r', false, 'A'],
      ['7', 'r', false, 'end'],
    ]);
  });

  it('ends with an empty final answer where the request asks for it', async () => {
    expect((await piecesOf(STREAMING, withFinal)).at(-1)).toEqual(['7', 'r', true]);
  });

  it('of a model that is loaded at its first use streams from its first call on', async () => {
    expect(await piecesOf({ ...STREAMING, ...LAZY }, message)).toHaveLength(2);
  });

  it('takes one item', async () => {
    await expect(piecesOf(STREAMING, ask('a', 'b'))).rejects.toThrow(
      "[request id: <id_unknown>] inference request batch-size must be <= 1 for 'm'",
    );
  });

  it('that fails tells why after the pieces before it', async () => {
    const pieces = function* () {
      yield itemOf({ reply: 'one' });
      throw new ServingError('model-failed', 'It lost its thread.');
    };
    await expect(piecesOf({ ...STREAMING, pieces }, message)).rejects.toThrow('It lost its thread.');
  });

  it('whose reader goes ends the work', async () => {
    let isOver = false;
    const pieces = function* () {
      try {
        for (;;) yield itemOf({ reply: 'again' });
      } finally {
        isOver = true;
      }
    };
    const { inference, serving } = await inferenceOf({ ...STREAMING, pieces });
    for await (const answer of inference.stream(message, callerOf())) if (answer.outputs.length > 0) break;
    expect(isOver).toBe(true);
    expect(serving.pending).toEqual({ calls: 0, bytes: 0 });
  });
});
