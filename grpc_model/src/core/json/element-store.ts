import type { JsonDatatype } from '../json-elements';
import { ElementsError } from './elements-error';
import { ELEMENT_BYTES } from '../tensor-shape';

const MAX_SHOWN_CHARS = 40;

/** Where the elements of a tensor are gathered, a chunk at a time. */
export interface ElementStore {
  /** Whether the elements are texts, which may have any characters in them. */
  readonly isText: boolean;
  /**
   * @param values as a parser gave them
   * @param text of the values, with commas between
   * @throws ElementsError when there are too many, or one is none of the datatype
   */
  add(values: readonly unknown[], text: string): void;
  /**
   * All elements, as a tensor's bytes.
   *
   * @throws ElementsError when there are too few
   */
  finish(): Uint8Array;
}

/** Counts the elements of a store. */
export class ElementCursor {
  #at = 0;

  constructor(
    private readonly datatype: JsonDatatype,
    private readonly count: number,
  ) {}

  /** @returns where the first of so many more elements goes */
  take(more: number): number {
    const first = this.#at;
    this.#at += more;
    if (this.#at <= this.count) return first;
    throw new ElementsError('too-many', `has more than ${this.count} elements`);
  }

  finish(): void {
    if (this.#at === this.count) return;
    throw new ElementsError('too-few', `has ${this.#at} elements; expected ${this.count}`);
  }

  /** @param given JSON of an element */
  misfit(index: number, given: string): ElementsError {
    const shown = given.length > MAX_SHOWN_CHARS ? `${given.slice(0, MAX_SHOWN_CHARS)}…` : given;
    return new ElementsError('misfit', `has ${shown} at index ${index}; expected ${describe(this.datatype)}`);
  }
}

function describe(datatype: JsonDatatype): string {
  switch (datatype) {
    case 'BOOL':
      return 'true or false';
    case 'BYTES':
      return 'texts of whole characters, or binary data';
    case 'FP32':
    case 'FP64':
      return `finite numbers (${datatype})`;
    default:
      return `whole numbers ${rangeOf(8 * ELEMENT_BYTES[datatype], datatype.startsWith('U'))} (${datatype})`;
  }
}

function rangeOf(bits: number, isUnsigned: boolean): string {
  const values = 2n ** BigInt(bits);
  return isUnsigned ? `from 0 to ${values - 1n}` : `from ${-values / 2n} to ${values / 2n - 1n}`;
}
