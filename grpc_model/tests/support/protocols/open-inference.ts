import { InferenceClient } from '../../../src/clients/open-inference/inference-client';
import type { InferResult } from '../../../src/clients/open-inference/infer';
import type { Tensor } from '../../../src/contract';
import { messageOf } from '../../../src/core/errors';
import type { Answer, Flags } from '../../../src/test-cases/check-answer';
import type { TestCase } from '../../../src/test-cases/read-test-cases';
import type { AskedModel, Ports, Protocol } from './protocol';
import { answerOf, tensorsOf, whyNoTensors } from '../../../src/test-cases/case-tensors';

type Outputs = Readonly<Record<string, Tensor>>;

/** Sends tensors with parameters, and returns the tensors of the answer. */
export type SendTensors = (
  model: AskedModel['ref'],
  inputs: Readonly<Record<string, Tensor>>,
  parameters: Readonly<Record<string, boolean>>,
) => Promise<Outputs>;

/** A protocol that carries tensors, from how it sends them. */
export function ofTensors(name: string, send: SendTensors, close: () => void): Protocol {
  return {
    name,
    objection: ({ metadata }, testCase) => whyNoTensors(testCase, metadata),
    ask: (model, testCase, flags) => ask(send, model, testCase, flags),
    close,
  };
}

async function ask(
  send: SendTensors,
  { ref, metadata }: AskedModel,
  testCase: TestCase,
  { detectDrift, explain }: Flags,
): Promise<Answer> {
  let outputs: Outputs;
  try {
    outputs = await send(ref, tensorsOf(testCase, metadata), { detect_drift: detectDrift, explain });
  } catch (thrown) {
    return { success: false, error: messageOf(thrown) };
  }
  return answerOf(outputs, metadata);
}

/** gRPC with raw contents: the project's own client. */
export function openInferenceGrpc({ grpc }: Ports): Protocol {
  const client = new InferenceClient({ url: `grpc://127.0.0.1:${grpc}` });
  return ofTensors('OIP gRPC, raw', inferWith(client), () => client.close());
}

/** REST with binary tensor data: the project's own client. */
export function openInferenceRest({ http }: Ports): Protocol {
  const client = new InferenceClient({ url: `http://127.0.0.1:${http}` });
  return ofTensors('OIP REST, binary', inferWith(client), () => client.close());
}

/** The stream of gRPC. */
export function openInferenceStream({ grpc }: Ports): Protocol {
  const client = new InferenceClient({ url: `grpc://127.0.0.1:${grpc}` });
  const send: SendTensors = async (ref, inputs, parameters) => {
    const answers: InferResult[] = [];
    for await (const answer of client.stream(ref, inputs, { parameters })) answers.push(answer);
    return joined(answers);
  };
  return ofTensors('OIP gRPC, stream', send, () => client.close());
}

function inferWith(client: InferenceClient): SendTensors {
  return async (ref, inputs, parameters) => (await client.infer(ref, inputs, { parameters })).outputs;
}

/** The pieces of a wrapper that streams are read one after the other. */
function joined(answers: readonly InferResult[]): Outputs {
  const names = new Set(answers.flatMap(({ outputs }) => Object.keys(outputs)));
  return Object.fromEntries(
    Array.from(names, (name) => [name, joinedTensor(answers.flatMap(({ outputs }) => outputs[name] ?? []))]),
  );
}

function joinedTensor(pieces: readonly Tensor[]): Tensor {
  const [first] = pieces;
  if (first === undefined) throw new Error('There is no piece.');
  if (pieces.length === 1) return first;
  const bytes = pieces.map((piece) => {
    if (piece.datatype !== 'BYTES') throw new Error('Pieces of tensors are not joined.');
    return Buffer.concat(piece.data);
  });
  return { datatype: 'BYTES', shape: [1], data: [Buffer.concat(bytes)] };
}
