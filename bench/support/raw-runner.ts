import { join } from 'node:path';
import type { RawFigures, RawLoad, RawModel } from '../processes/raw-runs';
import { Child } from './child';

/** Plain onnxruntime-node with the same model on every processor: a process with one thread for each. */
export class RawRunner implements AsyncDisposable {
  readonly #children: readonly Child<RawFigures, RawLoad>[];

  constructor(model: RawModel, processes: number) {
    const command = [join(__dirname, '../processes/raw-runs.js'), JSON.stringify(model)];
    this.#children = Array.from({ length: processes }, () => new Child<RawFigures, RawLoad>(command));
  }

  /** What all of them reach at the same time. */
  async run(durationMs: number): Promise<{ readonly callsPerSecond: number; readonly processorUsPerCall: number }> {
    for (const child of this.#children) child.send({ durationMs });
    const figures = await Promise.all(this.#children.map((child) => child.receive()));
    const runs = figures.reduce((total, each) => total + each.runs, 0);
    const processorMs = figures.reduce((total, each) => total + each.processorMs, 0);
    const callsPerSecond = figures.reduce((total, each) => total + (each.runs / each.durationMs) * 1000, 0);
    return { callsPerSecond, processorUsPerCall: (processorMs / runs) * 1000 };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#children.map((child) => child[Symbol.asyncDispose]()));
  }
}
