import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { messageOf, ServingError } from '../../core/errors';
import { nobodyAnswers } from './answer-errors';
import { cancelled, type Attempt } from './retry';

/** One request that is on its way, and its answer, until the attempt's time is over or its signal fires. */
export class RestExchange {
  readonly #sent: ClientRequest;
  readonly #url: string;
  readonly #attempt: Attempt;
  readonly #timer: NodeJS.Timeout;
  readonly #abort = () => this.#stop(cancelled(this.#attempt.signal?.reason));
  #answer: IncomingMessage | undefined;
  #reason: ServingError | undefined;

  /** @param url of the server, for messages */
  constructor(sent: ClientRequest, url: string, attempt: Attempt) {
    this.#sent = sent;
    this.#url = url;
    this.#attempt = attempt;
    const { timeoutMs, signal } = attempt;
    // Whoever waits is told; an error that comes later is nobody's.
    sent.on('error', () => undefined);
    this.#timer = setTimeout(() => this.#stop(tooLate(timeoutMs)), timeoutMs);
    signal?.addEventListener('abort', this.#abort, { once: true });
  }

  /** The answer's head, with a body that is still to be read. */
  async answer(): Promise<IncomingMessage> {
    const [answer] = (await once(this.#sent, 'response')) as [IncomingMessage];
    this.#answer = answer;
    answer.on('error', () => undefined);
    if (isSuccess(answer.statusCode)) this.#attempt.answerBegins();
    return answer;
  }

  /** What to tell of an error of the request or of the answer's body. */
  explain(thrown: unknown): unknown {
    if (this.#reason !== undefined) return this.#reason;
    if (thrown instanceof ServingError) return thrown;
    const why = messageOf(thrown);
    const message =
      this.#answer === undefined
        ? nobodyAnswers(this.#url, why)
        : `The answer of the model server at ${this.#url} broke off (${why}).`;
    return new ServingError('unavailable', message, { cause: thrown });
  }

  /** Ends what is left of it: nothing, where the answer was read to its end. */
  end(): void {
    clearTimeout(this.#timer);
    this.#attempt.signal?.removeEventListener('abort', this.#abort);
    if (this.#answer?.complete !== true) this.#sent.destroy();
  }

  #stop(reason: ServingError): void {
    this.#reason ??= reason;
    (this.#answer ?? this.#sent).destroy(reason);
  }
}

export function isSuccess(status = 0): boolean {
  return status >= 200 && status < 300;
}

function tooLate(timeoutMs: number): ServingError {
  return new ServingError('deadline-exceeded', `The server did not answer within ${Math.round(timeoutMs)} ms.`);
}
