/** What a server was asked for, by the path of the protocol: `infer`, `live`, `load` … */
export interface Asked {
  readonly what: string;
  readonly authorization: string | undefined;
  /** Of `infer` alone. */
  readonly infer?: AskedInfer;
}

export interface AskedInfer {
  readonly model: string;
  readonly version: string;
  readonly id: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly outputs: readonly string[];
}

/** How the next call fails: with a status, in the middle of its answer, or never. */
export type Fault = 'unavailable' | 'invalid' | 'broken-off' | 'silent';

/** What every fake server says. Its model `echo` answers with its inputs. */
export const SAID = {
  server: { name: 'fake', version: '1.2', extensions: ['binary_tensor_data'] },
  metadata: {
    name: 'echo',
    versions: ['1', '2'],
    platform: 'onnx_onnxv1',
    inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
    outputs: [{ name: 'y', datatype: 'INT64', shape: [-1] }],
  },
  config: {
    name: 'echo',
    platform: 'onnx_onnxv1',
    backend: 'onnxruntime',
    max_batch_size: 8,
    input: [{ name: 'x', data_type: 'TYPE_FP32', dims: [2] }],
    output: [{ name: 'y', data_type: 'TYPE_INT64', dims: [1] }],
    model_transaction_policy: { decoupled: true },
    parameters: { mood: { string_value: 'good' } },
  },
  statistics: {
    model_stats: [
      {
        name: 'echo',
        version: '2',
        last_inference: 1_700_000_000_000,
        inference_count: 12,
        execution_count: 3,
        inference_stats: { success: { count: 12, ns: 34_000 } },
        batch_stats: [{ batch_size: 4, compute_infer: { count: 3, ns: 9000 } }],
      },
    ],
  },
  index: [{ name: 'echo', version: '2', state: 'READY' }, { name: 'never-loaded' }],
  unknown: "Request for unknown model: 'unknown' is not found",
} as const;

/** A server of one of the two encodings, with canned answers. */
export abstract class InferenceServer {
  readonly asked: Asked[] = [];
  isReady = true;
  /** How many answers a stream has. */
  streamed = 3;
  /** How many calls ended before they were answered. */
  abandoned = 0;
  /** In order, one for each call to come; calls after them are answered. */
  faults: Fault[] = [];
  abstract readonly url: string;
  abstract close(): Promise<void>;

  times(what: string): number {
    return this.asked.filter((each) => each.what === what).length;
  }

  /** What the last call for an inference had. */
  get lastInfer(): AskedInfer {
    return this.asked.findLast(({ infer }) => infer !== undefined)!.infer!;
  }
}
