import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelMetadata, Tensor } from '../../src/contract';
import type { OnnxBundle, OnnxOptions } from '../../src/core/onnx-bundle';
import type { InferenceRequest, Item, ItemResult } from '../../src/core/request';
import { toTensor, toTensorPart } from '../../src/core/tensor';
import { NOBODY } from '../../src/core/model-observer';
import { WorkerExecutor } from '../../src/execution/worker-executor';
import { validated } from '../../src/serving/validated';
import { LogBook } from './log-book';
import { encodeOnnxModel, type ElementType, type Graph, type GraphValue } from './onnx-model';
import { ONNX_WRAPPER_COMPILED } from './paths';
import { createPool } from './executor-fixture';
import { callOf, NO_OPTIONS } from './requests';
import { specOf } from './specs';
import { testMetadata } from './test-bundle';

export interface OnnxFixtureOptions {
  readonly onnx?: Partial<OnnxOptions>;
  readonly classLabels?: readonly string[];
  /** Files beside the model, by name. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

/** A graph, or the bytes of a broken file, served by a real worker process. */
export class OnnxFixture {
  readonly log = new LogBook();
  readonly folder = mkdtempSync(join(tmpdir(), 'onnx-bundle-'));
  readonly executor: WorkerExecutor;

  constructor(model: Graph | Uint8Array | undefined, { onnx, classLabels, files = {} }: OnnxFixtureOptions = {}) {
    const bytes = model instanceof Uint8Array || model === undefined ? model : encodeOnnxModel(model);
    if (bytes !== undefined) writeFileSync(join(this.folder, 'model.onnx'), bytes);
    for (const [name, content] of Object.entries(files)) writeFileSync(join(this.folder, name), content);
    const bundle: OnnxBundle = {
      folder: this.folder,
      metadata: testMetadata(),
      onnx: { executionProviders: ['cpu'], intraOpThreads: 1, interOpThreads: 1, ...onnx },
      classLabels: classLabels ?? null,
    };
    this.executor = new WorkerExecutor({
      spec: specOf(bundle, ONNX_WRAPPER_COMPILED),
      pool: createPool(this.log, 1),
      logger: this.log,
      abandonGraceMs: 100,
      streamIdleMs: 20_000,
      workerIdleMs: 60_000,
      observer: NOBODY,
    });
  }

  /** The metadata that the graph itself declares. */
  get metadata(): ModelMetadata {
    const { signature } = this.executor.capabilities;
    if (signature === undefined) throw new Error('The worker told no signature.');
    return testMetadata(signature);
  }

  /** The answers to items, which are validated as in the server. */
  async infer(...items: Item[]): Promise<readonly ItemResult[]> {
    const request: InferenceRequest = { items, options: NO_OPTIONS };
    return validated(this.executor, this.metadata).infer(request, callOf());
  }

  async stop(): Promise<void> {
    await this.executor.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A graph that gives back what it takes. */
export function identityGraph(type: ElementType, shape: GraphValue['shape']): Graph {
  return {
    inputs: [{ name: 'x', type, shape }],
    outputs: [{ name: 'y', type, shape }],
    nodes: [{ operator: 'Identity', inputs: ['x'], outputs: ['y'] }],
  };
}

export function tensorItem(tensors: Readonly<Record<string, Tensor>>): Item {
  return new Map(Object.entries(tensors).map(([name, tensor]) => [name, toTensorPart(tensor)]));
}

export function floats(shape: readonly number[], ...values: number[]): Tensor {
  return { datatype: 'FP32', shape, data: Float32Array.from(values) };
}

/** One output in a form that reads well in an expectation, or `code: message`. */
export function tensorIn(result: ItemResult | undefined, name = 'y'): unknown {
  if (result === undefined) return 'no result';
  if (!result.ok) return `${result.error.code}: ${result.error.message}`;
  const part = result.output.get(name);
  if (part?.kind !== 'tensor') return part?.kind;
  const tensor = toTensor(part);
  const values = Array.from<unknown>(tensor.data).map((each) =>
    each instanceof Uint8Array ? Buffer.from(each).toString() : each,
  );
  return [tensor.datatype, tensor.shape, values];
}
