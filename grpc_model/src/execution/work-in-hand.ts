import type { InferenceOptions, Logger } from '../contract';
import { readParameters, type OptionsLayout } from './parameters-layout';

/** The piece of work that a worker is at. */
export class WorkInHand {
  isAborted = false;
  /** Set while a stream waits for its reader. */
  resume: (() => void) | undefined;
  #controller: AbortController | undefined;

  constructor(
    readonly id: number,
    private readonly makeLogger: (work: number) => Logger,
  ) {}

  /** Fires the wrapper's signal, and ends the waiting for a stream's reader. */
  abort(): void {
    this.isAborted = true;
    this.#controller?.abort();
    this.resume?.();
  }

  /**
   * What the wrapper's method is told beside its input. Signal and logger, which few wrappers look at, are made for those
   * that do; they are properties of the object itself, so that an author may spread it.
   */
  options({ detectDrift, explain, parameters }: OptionsLayout): InferenceOptions {
    const signal = () => this.#signal();
    const makeLogger = () => this.makeLogger(this.id);
    let logger: Logger | undefined;
    return {
      detectDrift,
      explain,
      parameters: readParameters(parameters),
      get signal() {
        return signal();
      },
      get logger() {
        return (logger ??= makeLogger());
      },
    };
  }

  #signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.isAborted) this.#controller.abort();
    }
    return this.#controller.signal;
  }
}
