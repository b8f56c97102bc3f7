import { InvalidInputError } from './errors';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * One item's named inputs, as `model.yaml` declares them. The server has checked names, sizes and, where the content
 * tells, media types before a wrapper sees an item.
 */
export class ModelInput {
  readonly #parts: ReadonlyMap<string, Uint8Array>;

  constructor(parts: ReadonlyMap<string, Uint8Array> | Readonly<Record<string, Uint8Array>>) {
    this.#parts = new Map(parts instanceof Map ? parts : Object.entries(parts));
  }

  /** The names of the inputs that were sent. */
  get names(): string[] {
    return [...this.#parts.keys()];
  }

  has(name: string): boolean {
    return this.#parts.has(name);
  }

  /**
   * The bytes of one input. They are the wrapper's own: nobody else reads or writes them.
   *
   * @throws InvalidInputError when the item has no such input
   */
  bytes(name: string): Uint8Array {
    const part = this.#parts.get(name);
    if (part === undefined) {
      const given = this.names.map((each) => `"${each}"`).join(', ') || 'none';
      throw new InvalidInputError(`The input "${name}" is missing; given: ${given}.`);
    }
    return part;
  }

  /**
   * One input as UTF-8 text, without a byte order mark.
   *
   * @throws InvalidInputError when the item has no such input, or it is not UTF-8
   */
  text(name: string): string {
    const bytes = this.bytes(name);
    try {
      return utf8.decode(bytes);
    } catch (cause) {
      throw new InvalidInputError(`The input "${name}" is not UTF-8 text; save it as UTF-8 and send it again.`, {
        cause,
      });
    }
  }

  /**
   * One input as a JSON value. It may be of any shape: check it before use.
   *
   * @throws InvalidInputError when the item has no such input, or it is not JSON
   */
  json(name: string): unknown {
    const text = this.text(name);
    try {
      return JSON.parse(text);
    } catch (cause) {
      const problem = cause instanceof Error ? cause.message : String(cause);
      throw new InvalidInputError(`The input "${name}" is not JSON: ${problem}.`, { cause });
    }
  }
}
