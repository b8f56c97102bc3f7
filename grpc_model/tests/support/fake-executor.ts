import { ServingError } from '../../src/core/errors';
import type { Executor, WrapperCapabilities } from '../../src/core/executor';
import type { WorkerRange } from '../../src/core/model-options';
import { succeeded, type ItemResult } from '../../src/core/request';
import { itemOf } from './requests';

/** An executor whose starts, and the calls that it is given while it holds them, end when the test says so. */
export class FakeExecutor implements Executor {
  capabilities: WrapperCapabilities = { batch: true, stream: false };
  readonly room = 'idle';
  readonly meanWorkMs = 0;
  readonly workers = 1;
  readonly workerFigures = { loading: 0, idle: 1, busy: 0 };
  readonly starts: { succeed: () => void; fail: (reason: string) => void }[] = [];
  readonly scales: WorkerRange[] = [];
  fail: (reason: string) => void = () => undefined;
  stops = 0;
  #answers: (() => void)[] | undefined;

  /** @param name what it answers */
  constructor(readonly name = '') {}

  start(): Promise<WrapperCapabilities> {
    return new Promise((resolve, reject) =>
      this.starts.push({
        succeed: () => resolve(this.capabilities),
        fail: (reason) => reject(new ServingError('failed-precondition', reason)),
      }),
    );
  }

  onRoom(): void {
    // There always is.
  }
  reportPressure(): void {
    // As above.
  }

  scale(workers: WorkerRange): void {
    this.scales.push(workers);
  }

  onFailure(listener: (reason: string) => void): void {
    this.fail = listener;
  }

  async stop(): Promise<void> {
    this.stops++;
    this.starts.at(-1)?.fail('stopped');
    await Promise.resolve();
  }

  /** Calls from now on wait for the returned function. */
  hold(): () => void {
    const answers: (() => void)[] = (this.#answers = []);
    return () => {
      this.#answers = undefined;
      for (const answer of answers) answer();
    };
  }

  async infer(): Promise<readonly ItemResult[]> {
    if (this.#answers !== undefined) await new Promise<void>((resolve) => this.#answers!.push(resolve));
    if (this.stops > 0) throw new ServingError('unavailable', `${this.name} was stopped under a call.`);
    return [succeeded(itemOf({ name: this.name }))];
  }

  async *stream(): ReturnType<Executor['stream']> {
    for (const [result] of [await this.infer(), await this.infer()]) if (result?.ok) yield result.output;
  }
}
