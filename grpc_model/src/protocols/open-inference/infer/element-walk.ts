import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ServingError } from '../../../core/errors';
import { refusedIn, type Subject } from './refusals';

const LENGTH_BYTES = 4;

/** Less than a millisecond each. */
const SLICE_ELEMENTS = 64 * 1024;

/** What bytes of BYTES are expected to hold. */
export interface ExpectedElements {
  /** Runs of elements, one after another. */
  readonly groups: number;
  readonly perGroup: number;
}

/**
 * Where each group of elements of BYTES ends. What is long is walked in slices, so that others get their turn.
 *
 * @param input whose they are, for messages
 * @throws ServingError `invalid-argument`, in the words of contract section 3.7, unless there are exactly as many
 */
export function findElementEnds(
  bytes: Uint8Array,
  expected: ExpectedElements,
  input: string,
  subject: Subject,
): readonly number[] | Promise<readonly number[]> {
  const walk = new ElementWalk(bytes, expected, input, subject);
  return walk.step(SLICE_ELEMENTS) ? walk.ends : walkOn(walk);
}

async function walkOn(walk: ElementWalk): Promise<readonly number[]> {
  do await nextTurn();
  while (!walk.step(SLICE_ELEMENTS));
  return walk.ends;
}

class ElementWalk {
  readonly ends: number[] = [];
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #expected: ExpectedElements;
  readonly #total: number;
  #at = 0;
  #count = 0;

  constructor(
    bytes: Uint8Array,
    expected: ExpectedElements,
    private readonly input: string,
    private readonly subject: Subject,
  ) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#expected = expected;
    this.#total = expected.groups * expected.perGroup;
  }

  /**
   * Walks over so many elements at most.
   *
   * @returns whether it has arrived
   * @throws ServingError when the elements are not as expected
   */
  step(maxElements: number): boolean {
    const { perGroup, groups } = this.#expected;
    const stop = Math.min(this.#total, this.#count + maxElements);
    let inGroup = perGroup === 0 ? 0 : this.#count % perGroup;
    while (this.#count < stop) {
      this.#at = this.#endOfElement();
      this.#count++;
      if (++inGroup < perGroup) continue;
      inGroup = 0;
      this.ends.push(this.#at);
    }
    if (this.#count < this.#total) return false;
    if (perGroup === 0) for (let group = 0; group < groups; group++) this.ends.push(0);
    if (this.#at < this.#bytes.byteLength) throw this.#tooMany();
    return true;
  }

  #endOfElement(): number {
    const start = this.#at + LENGTH_BYTES;
    const left = this.#bytes.byteLength - start;
    if (left < 0) throw this.#cutOff(left + LENGTH_BYTES);
    const length = this.#view.getUint32(this.#at, true);
    if (length <= left) return start + length;
    throw this.#refused(
      `string element ${this.#count} ${this.#where} has ${length} bytes, but only ${left} bytes are left`,
    );
  }

  #cutOff(left: number): ServingError {
    if (left === 0) return this.#refused(`expected ${this.#total} string elements ${this.#where}, got ${this.#count}`);
    return this.#refused(
      `incomplete string length indicator ${this.#where}, expecting ${LENGTH_BYTES} bytes but only ${left} bytes available.`,
    );
  }

  #tooMany(): ServingError {
    return this.#refused(
      `unexpected number of string elements ${this.#total + 1} ${this.#where}, expecting ${this.#total}`,
    );
  }

  get #where(): string {
    return `for inference input '${this.input}' for model '${this.subject.model}'`;
  }

  #refused(text: string): ServingError {
    return refusedIn(this.subject, text);
  }
}
