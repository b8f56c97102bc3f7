import type { AbortListener } from '../../src/core/abort-event';
import type { Call } from '../../src/core/call';
import type { Executor, Room, WrapperCapabilities } from '../../src/core/executor';
import type { WorkerFigures } from '../../src/core/figures';
import type { InferenceRequest, ItemResult } from '../../src/core/request';

/** Work that an executor was given, and how it ends. */
export interface FakeWork {
  readonly request: InferenceRequest;
  readonly call: Call;
  succeed(results: readonly ItemResult[]): void;
  fail(error: unknown): void;
}

/**
 * An executor with workers that end their work when the test says so, or at once where the test gave it an answer. A caller
 * that gives up is answered at once, as the port has it.
 */
export class FakeWorkers implements Executor {
  capabilities: WrapperCapabilities = { batch: true, stream: false };
  workers = 2;
  meanWorkMs = 0;
  /** What a busy executor answers when it is asked for room. */
  roomWhenBusy: Room = 'none';
  readonly works: FakeWork[] = [];
  readonly pressures: number[] = [];
  running = 0;
  #onRoom: () => void = () => undefined;

  constructor(private readonly answer?: (request: InferenceRequest) => readonly ItemResult[]) {}

  get workerFigures(): WorkerFigures {
    return { loading: 0, idle: this.workers - this.running, busy: this.running };
  }

  get room(): Room {
    return this.running < this.workers ? 'idle' : this.roomWhenBusy;
  }

  infer(request: InferenceRequest, call: Call): Promise<readonly ItemResult[]> {
    this.running++;
    let onAbort: AbortListener;
    return new Promise<readonly ItemResult[]>((resolve, reject) => {
      const work = { request, call, succeed: resolve, fail: reject };
      this.works.push(work);
      onAbort = reject;
      call.onAbort(onAbort);
      if (this.answer !== undefined) resolve(this.answer(request));
    }).finally(() => {
      call.offAbort(onAbort);
      this.running--;
      this.#onRoom();
    });
  }

  onRoom(listener: () => void): void {
    this.#onRoom = listener;
  }

  reportPressure(waitedMs: number): void {
    this.pressures.push(waitedMs);
  }

  scale(): void {
    // The test sets `workers`.
  }

  onFailure(): void {
    // These never fail.
  }

  start(): Promise<WrapperCapabilities> {
    return Promise.resolve(this.capabilities);
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  stream(): never {
    throw new Error('not used');
  }
}
