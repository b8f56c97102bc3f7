import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { ModelWrapper, type ModelInput, type ModelOutput } from '../../../src/contract';
import { fromOrt, toOrt, type Tensors } from './ort-tensor';
// #if batch
import { joinRows, rowsOf, splitRows } from './rows';
// #endif

const WEIGHTS = 'weights/model.onnx';

/** What model.yaml calls each input and output, and what the graph calls it. */
const INPUTS = [{ name: 'x', inGraph: 'x' }];
const OUTPUTS = [{ name: 'y', inGraph: 'y' }];

/** Runs an ONNX graph: tensors in, tensors out, as model.yaml declares them. */
export default class OnnxModel extends ModelWrapper {
  #session: InferenceSession | undefined;

  override async load(): Promise<void> {
    // The server runs a worker for each processor: more threads would only take them from each other.
    const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 } as const;
    this.#session = await InferenceSession.create(join(this.bundle.folder, WEIGHTS), options);
  }

  /** The place to prepare what callers send, and to make something of what the graph answers. */
  override async handleDiscreteInput(input: ModelInput): Promise<ModelOutput> {
    return this.#run(tensorsOf(input));
  }

  // #if batch
  /** One run of the graph for the rows of all items. */
  override async handleDiscreteInputBatch(inputs: readonly ModelInput[]): Promise<readonly ModelOutput[]> {
    const items = inputs.map(tensorsOf);
    return splitRows(await this.#run(joinRows(items)), items.map(rowsOf));
  }

  // #endif
  override async close(): Promise<void> {
    await this.#session?.release();
  }

  async #run(inputs: Tensors): Promise<Tensors> {
    if (this.#session === undefined) throw new Error('The model is not loaded.');
    const feeds = INPUTS.map(({ name, inGraph }) => [inGraph, toOrt(name, inputs[name]!)] as const);
    const fetched = await this.#session.run(Object.fromEntries(feeds));
    return Object.fromEntries(OUTPUTS.map(({ name, inGraph }) => [name, fromOrt(name, fetched[inGraph]!)]));
  }
}

function tensorsOf(input: ModelInput): Tensors {
  return Object.fromEntries(INPUTS.map(({ name }) => [name, input.tensor(name)]));
}
