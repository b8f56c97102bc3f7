import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { ModelWrapper, type ModelInput, type ModelOutput } from '../../grpc_model/src/contract';
import { INPUT, OUTPUT } from '../models/bench-model';

const ONE_THREAD: InferenceSession.SessionOptions = { intraOpNumThreads: 1, interOpNumThreads: 1 };

/** Runs a model of this folder as an author would who wraps it by hand: `model.onnx` in the bundle's folder. */
export default class Onnx extends ModelWrapper {
  #session: InferenceSession | undefined;
  #shape: readonly number[] = [];

  override async load(): Promise<void> {
    this.#session = await InferenceSession.create(join(this.bundle.folder, 'model.onnx'), ONE_THREAD);
    const [input] = this.#session.inputMetadata;
    if (input?.isTensor !== true) throw new Error('The model takes no tensor.');
    this.#shape = input.shape.map((length) => (typeof length === 'number' && length > 0 ? length : -1));
  }

  override async handleDiscreteInput(input: ModelInput): Promise<ModelOutput> {
    return { [OUTPUT]: bytesOf(await this.#run(floatsOf(input), 1)) };
  }

  override async handleDiscreteInputBatch(inputs: readonly ModelInput[]): Promise<ModelOutput[]> {
    // A fixed first dimension takes one row at a time.
    if (this.#shape[0] !== -1) return Promise.all(inputs.map((input) => this.handleDiscreteInput(input)));
    const rows = inputs.map(floatsOf);
    const width = rows[0]!.length;
    const data = new Float32Array(rows.length * width);
    rows.forEach((row, index) => data.set(row, index * width));
    const outputs = await this.#run(data, rows.length);
    const outputWidth = outputs.length / rows.length;
    return rows.map((_, index) => ({
      [OUTPUT]: bytesOf(outputs.slice(index * outputWidth, (index + 1) * outputWidth)),
    }));
  }

  override async close(): Promise<void> {
    await this.#session?.release();
  }

  async #run(data: Float32Array, rows: number): Promise<Float32Array> {
    const shape = this.#shape.map((length) => (length === -1 ? rows : length));
    const outputs = await this.#session!.run({ [INPUT]: new Tensor('float32', data, shape) });
    return outputs[OUTPUT]!.data as Float32Array;
  }
}

function floatsOf(input: ModelInput): Float32Array {
  const bytes = input.bytes(INPUT);
  const isAligned = bytes.byteOffset % 4 === 0;
  const { buffer, byteOffset, byteLength } = isAligned ? bytes : Uint8Array.from(bytes);
  return new Float32Array(buffer, byteOffset, byteLength / 4);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
