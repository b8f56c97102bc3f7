import { InvalidInputError } from './errors';
import type { Tensor } from './tensor';
import { tensorBytes } from './tensor-bytes';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * One item's named inputs, as `model.yaml` declares them. The server has checked names, sizes and, where the content
 * tells, media types before a wrapper sees an item.
 */
export class ModelInput {
  readonly #parts: ReadonlyMap<string, Uint8Array | Tensor>;

  constructor(parts: ReadonlyMap<string, Uint8Array | Tensor> | Readonly<Record<string, Uint8Array | Tensor>>) {
    this.#parts = parts instanceof Map ? parts : new Map(Object.entries(parts));
  }

  /** The names of the inputs that were sent. */
  get names(): string[] {
    return [...this.#parts.keys()];
  }

  has(name: string): boolean {
    return this.#parts.has(name);
  }

  /**
   * The bytes of one input, of a tensor those of its elements. They are the wrapper's own: nobody else reads or writes
   * them.
   *
   * @throws InvalidInputError when the item has no such input
   */
  bytes(name: string): Uint8Array {
    const part = this.#part(name);
    return 'datatype' in part ? tensorBytes(part) : part;
  }

  /**
   * One input as a tensor, as `model.yaml` declares it. Its data are the wrapper's own.
   *
   * @throws InvalidInputError when the item has no such input, or it is no tensor
   */
  tensor(name: string): Tensor {
    const part = this.#part(name);
    if ('datatype' in part) return part;
    throw new InvalidInputError(
      `The input "${name}" is ${part.byteLength} bytes and no tensor; the model must declare its datatype and shape.`,
    );
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

  #part(name: string): Uint8Array | Tensor {
    const part = this.#parts.get(name);
    if (part === undefined) {
      const given = this.names.map((each) => `"${each}"`).join(', ') || 'none';
      throw new InvalidInputError(`The input "${name}" is missing; given: ${given}.`);
    }
    return part;
  }
}
