import { answerToJson, describeAnswer } from './describe-answer';
import type { SentItem } from './send-items';

/** Tells of items as their answers come. */
export interface Report {
  add(item: SentItem): void;
  /** A request failed as a whole; nothing more will come. */
  fail(message: string): void;
  end(): void;
}

/** A line for each item, at once; what failed as a whole goes to standard error elsewhere. */
export class TextReport implements Report {
  add(item: SentItem): void {
    process.stdout.write(`${describeAnswer(item)}\n`);
  }

  fail(): void {
    // The caller reports it.
  }

  end(): void {
    // Every line is out.
  }
}

/** One JSON document, `{"items": […], "error": …}`, written piece by piece: a folder may hold more than memory does. */
export class JsonReport implements Report {
  #separator = '{"items": [\n';
  #error: string | undefined;

  add(item: SentItem): void {
    process.stdout.write(`${this.#separator}${JSON.stringify(answerToJson(item))}`);
    this.#separator = ',\n';
  }

  fail(message: string): void {
    this.#error = message;
  }

  end(): void {
    const beginning = this.#separator.startsWith('{') ? this.#separator : '\n';
    const error = this.#error === undefined ? '' : `, "error": ${JSON.stringify(this.#error)}`;
    process.stdout.write(`${beginning}]${error}}\n`);
  }
}
