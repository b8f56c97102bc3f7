import type { Caller } from '../../../../src/core/call';
import { ServingError } from '../../../../src/core/errors';
import {
  NO_PARAMETERS,
  type InferAnswer,
  type InferMessage,
} from '../../../../src/protocols/open-inference/infer-message';
import type {
  OpenInference,
  RepositoryParameters,
  SharedRegion,
} from '../../../../src/protocols/open-inference/open-inference';

/** What there is to tell, and what was asked for. */
export class FakeOpenInference implements OpenInference {
  readonly loads: [string, RepositoryParameters][] = [];
  readonly unloads: [string, RepositoryParameters][] = [];
  readonly regions: SharedRegion[] = [];
  readonly unregistered: string[] = [];
  endedStreams = 0;

  readonly inference = {
    infer: async (message: InferMessage) => this.#echo(message),
    stream: (message: InferMessage, caller: Caller) => this.#stream(message, caller),
  };

  readonly models = {
    serverMetadata: { name: 'server', version: '1.0.0', extensions: ['statistics'] },
    isServerReady: () => true,
    isModelReady: ({ name }: { readonly name: string }) => {
      if (name === 'm') return false;
      throw new ServingError('not-found', `Request for unknown model: '${name}' is not found`);
    },
    metadata: async ({ name, version }: { readonly name: string; readonly version: string }) => ({
      name,
      versions: [version],
      platform: 'onnx_onnxv1',
      inputs: [{ name: 'x', datatype: 'INT64', shape: [-1, 2] }],
      outputs: [],
    }),
    config: async ({ name }: { readonly name: string }) => ({
      name,
      platform: 'onnx_onnxv1',
      backend: 'onnxruntime',
      max_batch_size: 8,
      input: [{ name: 'x', data_type: 'TYPE_INT64' as const, dims: [2] }],
      output: [],
      instance_group: [{ name, count: 1, kind: 'KIND_CPU' as const }],
      parameters: { version: { string_value: '1' } },
      model_transaction_policy: { decoupled: false },
    }),
    statistics: ({ name }: { readonly name: string }) => [statisticsOf(name)],
    names: () => ['m'],
    inferExamples: () => [{ model: 'digits', version: '1' }],
    index: (onlyReady: boolean) => (onlyReady ? [] : [{ name: 'm', version: '1', state: 'LOADING' as const }]),
    load: async (...load: [string, RepositoryParameters]) => void this.loads.push(load),
    unload: async (...unload: [string, RepositoryParameters]) => void this.unloads.push(unload),
  };

  readonly sharedMemory = {
    status: () => this.regions,
    register: (region: SharedRegion) => void this.regions.push(region),
    unregister: (name: string) => void this.unregistered.push(name),
    read: async () => undefined,
    write: async () => false,
  };

  #echo({ modelName, id, inputs }: InferMessage): InferAnswer {
    return { modelName, modelVersion: '1', id, parameters: NO_PARAMETERS, outputs: inputs };
  }

  /** Three answers; the model `broken` fails after the first one. */
  async *#stream(message: InferMessage, { record }: Caller) {
    record.modelVersion = '1';
    try {
      for (let index = 0; index < 3; index++) {
        if (index === 1 && message.modelName === 'broken') throw new ServingError('model-failed', 'It threw.');
        yield { ...this.#echo(message), parameters: new Map([['triton_final_response', index === 2]]) };
      }
    } finally {
      this.endedStreams++;
    }
  }
}

function statisticsOf(name: string) {
  const none = { count: 0, ns: 0 };
  return {
    name,
    version: '1',
    last_inference: 1_700_000_000_000,
    inference_count: 7,
    execution_count: 3,
    inference_stats: {
      success: { count: 3, ns: 9_007_199_254_740_991 },
      fail: none,
      queue: none,
      compute_input: none,
      compute_infer: none,
      compute_output: none,
      cache_hit: none,
      cache_miss: none,
    },
    response_stats: {},
    batch_stats: [{ batch_size: 2, compute_input: none, compute_infer: none, compute_output: none }],
    memory_usage: [],
  };
}
