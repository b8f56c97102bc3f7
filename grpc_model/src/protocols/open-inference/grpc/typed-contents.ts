import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Datatype } from '../../../contract';
import { ServingError } from '../../../core/errors';
import { ELEMENT_BYTES } from '../../../core/tensor-shape';
import { FIELD_OF, CONTENTS_FIELDS, type ContentsField } from './contents-fields';
import { ContentsWalk, type Span } from './contents-walk';
import { elementSink, OutOfRange } from './element-sink';
import { countVarints } from './varints';
import { clipped, type WireInput } from './wire-request';

/** Where elements are read from, and how many bytes they may take. */
export interface TypedSource {
  /** The message. */
  readonly bytes: Buffer;
  readonly modelName: string;
  /** Of all inputs together, when they are read: an element takes up to eight times what it takes on the wire. */
  leftBytes: number;
}

/** How much is read at a time: about a millisecond's worth, whatever the datatype. */
const SLICE_BYTES = 128 * 1024;
/** What going to a block costs, in bytes that are read meanwhile. */
const BLOCK_COST_BYTES = 64;
/** Before each element of BYTES. */
const LENGTH_BYTES = 4;

/**
 * The elements of an input's typed contents, as a `TensorPart` has them. They share the memory of the message where they can.
 * Long ones are read in slices, between which others have their turn.
 *
 * @throws ServingError `invalid-argument` when they are not of the datatype
 */
export async function readTypedContents(
  source: TypedSource,
  input: WireInput,
  datatype: Datatype,
): Promise<Uint8Array> {
  const field = FIELD_OF[datatype];
  const found = new Survey(source, field, datatype);
  await walk(source.bytes, input.contents, (block) => found.add(block));
  refuseOtherFields(found, input, source.modelName, datatype);
  source.leftBytes -= found.byteLength;
  if (found.onlySpan !== undefined) return source.bytes.subarray(found.onlySpan.start, found.onlySpan.end);
  const sink = elementSink(datatype, source.bytes, found.byteLength);
  try {
    await walk(source.bytes, input.contents, (block) => {
      if (block.field === field?.number) sink.add(block.start, block.end);
    });
  } catch (thrown) {
    throw thrown instanceof OutOfRange ? outOfRange(thrown, input, source.modelName, datatype) : thrown;
  }
  return sink.bytes;
}

async function walk(bytes: Buffer, spans: readonly Span[], visit: (block: ContentsWalk) => void): Promise<void> {
  const blocks = new ContentsWalk(bytes, spans);
  let cost = 0;
  while (blocks.next()) {
    visit(blocks);
    cost += BLOCK_COST_BYTES + (blocks.end - blocks.start);
    if (cost < SLICE_BYTES) continue;
    await nextTurn();
    cost = 0;
  }
}

/** What stands in the contents, before it is read. */
class Survey {
  /** Of the elements of the right field, when they are read. */
  byteLength = 0;
  /** Where they stand, if they are there already as they are in memory. */
  onlySpan: Span | undefined;
  /** Other fields that have elements. */
  readonly others = new Set<number>();
  readonly #source: TypedSource;
  readonly #field: ContentsField | undefined;
  readonly #elementBytes: number;
  #blocks = 0;

  constructor(source: TypedSource, field: ContentsField | undefined, datatype: Datatype) {
    this.#source = source;
    this.#field = field;
    this.#elementBytes = datatype === 'BYTES' ? 1 : ELEMENT_BYTES[datatype];
  }

  /** Whether the right field has elements. */
  get hasElements(): boolean {
    return this.#blocks > 0;
  }

  add({ field, start, end }: ContentsWalk): void {
    const encoding = CONTENTS_FIELDS[field]?.encoding;
    // A packed field may be empty.
    if (encoding === undefined || (start === end && encoding !== 'bytes')) return;
    if (field !== this.#field?.number) {
      this.others.add(field);
      return;
    }
    this.#blocks++;
    this.byteLength += this.#byteLengthOf(start, end);
    const isAsInMemory = encoding === 'fixed32' || encoding === 'fixed64';
    this.onlySpan = isAsInMemory && this.#blocks === 1 ? { start, end } : undefined;
    if (this.byteLength > this.#source.leftBytes) throw tooLarge();
  }

  #byteLengthOf(start: number, end: number): number {
    const length = end - start;
    switch (this.#field?.encoding) {
      case 'varint':
        return countVarints(this.#source.bytes, start, end) * this.#elementBytes;
      case 'bytes':
        return LENGTH_BYTES + length;
      default:
        if (length % this.#elementBytes === 0) return length;
        throw new RangeError(`the last of ${length} bytes of numbers is cut off at ${end}`);
    }
  }
}

function tooLarge(): ServingError {
  return new ServingError(
    'invalid-argument',
    'The elements of the request take more bytes than MAX_MESSAGE_BYTES allows for a message; send it in several requests.',
  );
}

function refuseOtherFields(
  { others, hasElements }: Survey,
  { name }: WireInput,
  modelName: string,
  datatype: Datatype,
) {
  const [other] = others;
  if (other === undefined) return;
  const unexpected = `unexpected explicit tensor data for input tensor '${clipped(name)}' for model '${clipped(modelName)}'`;
  if (hasElements || others.size > 1) {
    throw new ServingError('invalid-argument', `${unexpected}, binary data was already supplied.`);
  }
  const given = CONTENTS_FIELDS[other]!.datatype;
  throw new ServingError('invalid-argument', `${unexpected} of type '${given}', expected datatype '${datatype}'`);
}

function outOfRange(
  { index, value, min, max }: OutOfRange,
  { name }: WireInput,
  modelName: string,
  datatype: Datatype,
): ServingError {
  return new ServingError(
    'invalid-argument',
    `unexpected explicit tensor data for input tensor '${clipped(name)}' for model '${clipped(modelName)}': element ${index} is ${value}; expected ${min} to ${max} for datatype '${datatype}'`,
  );
}
