import { join } from 'node:path';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { ModelInput, ModelOutput, Tensor } from '../../contract';
import type { Signature } from '../../core/executor';
import type { OnnxBundle } from '../../core/onnx-bundle';
import { RuntimeWrapper } from '../../core/runtime-wrapper';
import { createSession } from './create-session';
import { fromOrtTensor, toOrtTensor } from './ort-tensor';
import { readSignature } from './read-signature';
import { RowBuffer, rowsOf, splitRows, sum } from './rows';
import { withLabels } from './with-labels';

const MODEL_FILE = 'model.onnx';

interface Loaded {
  readonly session: InferenceSession;
  readonly signature: Signature;
}

/** Serves `<folder>/model.onnx`, of which nobody has written a line of code. */
export default class OnnxWrapper extends RuntimeWrapper {
  readonly #bundle: OnnxBundle;
  readonly #buffers = new Map<string, RowBuffer>();
  #loaded: Loaded | undefined;

  constructor(bundle: OnnxBundle) {
    super(bundle);
    this.#bundle = bundle;
  }

  override async load(): Promise<void> {
    const session = await createSession(join(this.#bundle.folder, MODEL_FILE), this.#bundle.onnx);
    try {
      const { inputs, outputs } = readSignature(session.inputMetadata, session.outputMetadata);
      const signature = { inputs, outputs: withLabels(outputs, this.#bundle.classLabels) };
      this.#loaded = { session, signature };
    } catch (thrown) {
      // Its weights lie where no collector finds them.
      await session.release();
      throw thrown;
    }
  }

  signature(): Signature {
    return this.#get().signature;
  }

  /** Only where the number of rows is open everywhere: a graph with a fixed one would refuse, or mix, others. */
  canBatch(): boolean {
    const { inputs, outputs } = this.signature();
    return inputs.length > 0 && [...inputs, ...outputs].every(({ tensor }) => tensor?.shape[0] === -1);
  }

  override async handleDiscreteInput(input: ModelInput): Promise<ModelOutput> {
    const { inputs } = this.signature();
    return this.#run(new Map(inputs.map(({ name }) => [name, input.tensor(name)])));
  }

  override async handleDiscreteInputBatch(items: readonly ModelInput[]): Promise<readonly ModelOutput[]> {
    const names = this.signature().inputs.map(({ name }) => name);
    const rows = items.map((item) => rowsOfItem(item, names));
    const joined = names.map((name) => [name, this.#join(name, items)] as const);
    const outputs = await this.#run(new Map(joined));
    const split = Object.entries(outputs).map(([name, output]) => [name, splitOutput(name, output, rows)] as const);
    return items.map((_, index) => Object.fromEntries(split.map(([name, pieces]) => [name, pieces[index]!])));
  }

  override async close(): Promise<void> {
    await this.#loaded?.session.release();
    this.#loaded = undefined;
  }

  async #run(inputs: ReadonlyMap<string, Tensor>): Promise<Record<string, Tensor>> {
    const feeds: Record<string, OrtTensor> = {};
    for (const [name, tensor] of inputs) feeds[name] = toOrtTensor(name, tensor);
    const fetched = await this.#get().session.run(feeds);
    return Object.fromEntries(Object.entries(fetched).map(([name, output]) => [name, fromOrtTensor(name, output)]));
  }

  #join(name: string, items: readonly ModelInput[]): Tensor {
    const [first, ...others] = items.map((item) => item.tensor(name));
    if (first === undefined) throw new Error('A batch has no items.');
    const buffer = this.#buffers.get(name) ?? new RowBuffer();
    this.#buffers.set(name, buffer);
    return buffer.join([first, ...others]);
  }

  #get(): Loaded {
    if (this.#loaded === undefined) throw new Error('The model is not loaded.');
    return this.#loaded;
  }
}

/** @throws Error when the inputs of one item hold different numbers of rows, so that nobody can tell its outputs apart */
function rowsOfItem(item: ModelInput, names: readonly string[]): number {
  const rows = names.map((name) => rowsOf(item.tensor(name)));
  const [first = 0] = rows;
  if (rows.every((each) => each === first)) return first;
  throw new Error(
    `The inputs ${names.join(', ')} hold ${rows.join(', ')} rows; a batch needs the same number of each.`,
  );
}

function splitOutput(name: string, output: Tensor, rows: readonly number[]): Tensor[] {
  const expected = sum(rows);
  if (rowsOf(output) === expected && output.shape.length > 0) return splitRows(output, rows);
  throw new Error(
    `The model returned ${rowsOf(output)} rows of "${name}" for ${expected} rows of input, so they cannot be shared out.`,
  );
}
