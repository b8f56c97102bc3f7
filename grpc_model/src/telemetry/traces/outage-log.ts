import type { Logger } from '../../contract';

/** Tells of an outage of the collector once when it begins, and once when it is over, however much is lost in it. */
export class OutageLog {
  /** Spans that were lost in the present outage; undefined while there is none. */
  #lostSpans: number | undefined;

  /** @param url where traces are sent */
  constructor(
    private readonly logger: Logger,
    private readonly url: string,
  ) {}

  /** Spans are sent, and none are lost at the moment. */
  recovered(): void {
    if (this.#lostSpans === undefined) return;
    this.logger.info('Traces are sent again.', { url: this.url, lostSpans: this.#lostSpans });
    this.#lostSpans = undefined;
  }

  /** So many spans are lost. */
  lost(spans: number, reason: string): void {
    if (this.#lostSpans === undefined) {
      this.logger.warn('Traces cannot be sent; they are dropped until the collector answers.', {
        url: this.url,
        reason,
      });
    }
    this.#lostSpans = (this.#lostSpans ?? 0) + spans;
  }
}
