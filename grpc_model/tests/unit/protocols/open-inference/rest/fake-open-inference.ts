import { ServingError } from '../../../../../src/core/errors';
import {
  NO_PARAMETERS,
  type InferAnswer,
  type InferMessage,
} from '../../../../../src/protocols/open-inference/infer-message';
import type { ModelMetadata } from '../../../../../src/protocols/open-inference/models/schemas';
import type { OpenInference, SharedRegion } from '../../../../../src/protocols/open-inference/open-inference';

/** Answers as it is told, and remembers what it was asked. */
export class FakeOpenInference implements OpenInference {
  readonly asked: unknown[] = [];
  readonly messages: InferMessage[] = [];
  answers: (InferAnswer | ServingError)[] = [];
  isReady = true;
  streamsEnded = 0;
  /** What a stream waits for before its first answer. */
  firstAnswer: Promise<void> | undefined;
  maxBatchSize = 8;
  described: ModelMetadata = {
    name: 'digits',
    versions: ['1'],
    platform: 'project_wrapper',
    inputs: [{ name: 'A', datatype: 'FP32', shape: [-1, 2] }],
    outputs: [{ name: 'Y', datatype: 'INT64', shape: [-1, 1] }],
  };

  readonly inference = {
    infer: async (message: InferMessage) => {
      this.messages.push(message);
      return this.#next(this.answers.shift());
    },
    stream: (message: InferMessage) => this.#stream(message),
  };

  readonly models = {
    serverMetadata: { name: 'template', version: '1.0.0', extensions: ['binary_tensor_data'] },
    isServerReady: () => this.isReady,
    isModelReady: ({ name }: { name: string }) => {
      if (name !== 'digits') throw new ServingError('not-found', `Request for unknown model: '${name}' is not found`);
      return this.isReady;
    },
    metadata: async () => this.described,
    config: async () => ({
      name: 'digits',
      platform: 'onnx_onnxv1',
      backend: 'onnxruntime',
      max_batch_size: this.maxBatchSize,
      input: [],
      output: [],
      instance_group: [],
      parameters: { version: { string_value: '1' } },
      model_transaction_policy: { decoupled: false },
    }),
    statistics: (model: unknown) => {
      this.asked.push(model);
      return [];
    },
    names: () => ['digits'],
    inferExamples: () => [{ model: 'digits', version: '1' }],
    index: (onlyReady: boolean) => {
      this.asked.push(onlyReady);
      return [{ name: 'digits', version: '1', state: 'READY' as const }];
    },
    load: async (name: string, parameters: unknown) => void this.asked.push(['load', name, parameters]),
    unload: async (name: string, parameters: unknown) => void this.asked.push(['unload', name, parameters]),
  };

  readonly sharedMemory = {
    status: (name: string) => [{ name: name === '' ? 'r' : name, key: '/k', offset: 0, byteSize: 64 }],
    register: (region: SharedRegion) => void this.asked.push(region),
    unregister: (name: string) => void this.asked.push(name),
    read: async () => undefined,
    write: async () => false,
  };

  #next(answer: InferAnswer | ServingError | undefined): InferAnswer {
    if (answer === undefined || answer instanceof ServingError) throw answer ?? new Error('There is no answer.');
    return answer;
  }

  async *#stream(message: InferMessage): AsyncGenerator<InferAnswer> {
    this.messages.push(message);
    try {
      await this.firstAnswer;
      for (const answer of this.answers) yield this.#next(answer);
    } finally {
      this.streamsEnded++;
    }
  }
}

/** An answer with one output. */
export function answerWith(
  datatype: InferAnswer['outputs'][number]['datatype'],
  shape: readonly number[],
  bytes: Uint8Array | undefined,
  overrides: Partial<InferAnswer> = {},
): InferAnswer {
  return {
    modelName: 'digits',
    modelVersion: '1',
    id: '',
    parameters: NO_PARAMETERS,
    outputs: [{ name: 'Y', datatype, shape, parameters: NO_PARAMETERS, bytes }],
    ...overrides,
  };
}
