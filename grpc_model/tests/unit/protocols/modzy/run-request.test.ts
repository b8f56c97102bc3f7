import fc from 'fast-check';
import { Reader } from 'protobufjs/minimal';
import { ServingError } from '../../../../src/core/errors';
import type { InferenceRequest } from '../../../../src/core/request';
import { modzyService } from '../../../../src/protocols/modzy/definition';
import type { RunRequest } from '../../../../src/protocols/modzy/generated/RunRequest';
import { decodeRunRequest } from '../../../../src/protocols/modzy/run-request';

const { requestSerialize, requestDeserialize } = modzyService.Run;
const MANY = 10_000;

const name = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '0', '7', '__proto__', 'constructor', 'é€😀'));
const content = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
const input = fc.uniqueArray(fc.tuple(name, content), { selector: ([each]) => each, maxLength: 4 });
const request = fc.record({
  inputs: fc.array(fc.record({ input: input.map((entries) => Object.fromEntries(entries)) }), { maxLength: 5 }),
  detect_drift: fc.boolean(),
  explain: fc.boolean(),
});

/** Bytes that are nearly a request: what a generic encoder wrote, with a part cut out, doubled or overwritten. */
const nearlyRequest = fc
  .tuple(request, fc.nat(), fc.nat({ max: 4 }), fc.uint8Array({ maxLength: 4 }))
  .map(([valid, position, cut, added]) => {
    const bytes = requestSerialize(valid);
    const at = position % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + cut)]);
  });
/** Few different bytes, so that tags, short lengths and nested messages come about. */
const tokens = fc
  .array(fc.constantFrom(0, 1, 2, 3, 4, 5, 8, 0x0a, 0x0b, 0x0c, 0x0d, 0x12, 0x18, 0x41, 0x80, 0xff), { maxLength: 40 })
  .map((bytes) => Buffer.from(bytes));
const randomBytes = fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes));

/** The same shape for both decoders, which differ in the order of names like "7" and in what stands for no bytes. */
function shapeOf({ items, options }: InferenceRequest): unknown {
  const shown = items.map((item) => sorted(Array.from(item, ([key, { bytes }]) => [key, Buffer.from(bytes)])));
  return { items: shown, ...options };
}

function genericShapeOf({ inputs, detect_drift, explain }: RunRequest): unknown {
  const items = inputs.map((each) =>
    sorted(Object.entries(each.input).map(([key, bytes]) => [key, Buffer.from(bytes)])),
  );
  return { items, detectDrift: detect_drift, explain };
}

function sorted(entries: readonly (readonly [string, Buffer])[]): readonly (readonly [string, string])[] {
  return entries
    .map(([key, bytes]) => [key, bytes.toString('hex')] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1));
}

/** What a decoder made of bytes; undefined when it refused them. */
function attempt<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}

function errorOf(bytes: Buffer, maxParts = MANY): ServingError {
  try {
    decodeRunRequest(bytes, maxParts);
  } catch (thrown) {
    if (thrown instanceof ServingError) return thrown;
    throw thrown;
  }
  throw new Error('It was decoded.');
}

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const textsOf = (bytes: Buffer) =>
  decodeRunRequest(bytes, MANY).items.map((item) =>
    Array.from(item, ([key, part]) => [key, Buffer.from(part.bytes).toString()]),
  );

describe('decodeRunRequest', () => {
  it('reads whatever a generic encoder wrote', () => {
    fc.assert(
      fc.property(request, (given) => {
        const bytes = requestSerialize(given);
        expect(shapeOf(decodeRunRequest(bytes, MANY))).toEqual(genericShapeOf(requestDeserialize(bytes)));
      }),
    );
  });

  it.each([
    ['nearly a request', nearlyRequest],
    ['a few tokens', tokens],
    ['any bytes', randomBytes],
  ])(
    'takes %s for valid when a generic decoder does, for the same content, and throws nothing else',
    (_, arbitrary) => {
      fc.assert(
        fc.property(arbitrary, (bytes) => {
          const generic = attempt(() => requestDeserialize(bytes));
          if (generic === undefined) expect(errorOf(bytes).code).toBe('invalid-argument');
          else expect(shapeOf(decodeRunRequest(bytes, MANY))).toEqual(genericShapeOf(generic));
        }),
        { numRuns: 2000 },
      );
    },
  );

  it('gives views of the message, not copies', () => {
    const bytes = requestSerialize({ inputs: [{ input: { data: Buffer.from('abc') } }] });
    const [item] = decodeRunRequest(bytes, MANY).items;
    bytes.fill('z', bytes.indexOf('abc'), bytes.indexOf('abc') + 3);
    expect(Buffer.from(item!.get('data')!.bytes).toString()).toBe('zzz');
  });

  it('takes the last of equal names, of several values in an entry, and of repeated flags', () => {
    expect(textsOf(hex('0a0e 0a05 0a0161 1200 0a05 0a0161 1200'))).toEqual([[['a', '']]]);
    expect(textsOf(hex('0a10 0a06 0a0161 120178 0a06 0a0161 120179'))).toEqual([[['a', 'y']]]);
    expect(textsOf(hex('0a0e 0a0c 0a0161 120178 0a0162 120179'))).toEqual([[['b', 'y']]]);
    expect(decodeRunRequest(hex('1001 1000 1801'), MANY).options).toEqual({ detectDrift: false, explain: true });
  });

  it('takes a missing name or value for an empty one', () => {
    expect(textsOf(hex('0a02 0a00'))).toEqual([[['', '']]]);
    expect(textsOf(hex('0a00'))).toEqual([[]]);
    expect(textsOf(Buffer.alloc(0))).toEqual([]);
  });

  it('skips unknown fields at every level', () => {
    expect(textsOf(hex('2001 0a0d 1a0101 0a08 1801 0a0161 120178 250000 0000'))).toEqual([[['a', 'x']]]);
  });

  it('refuses what nests too deep', () => {
    const depth = Reader.recursionLimit + 2;
    const groups = Buffer.concat([Buffer.alloc(depth, 0x2b), Buffer.alloc(depth, 0x2c)]);
    expect(errorOf(groups).message).toMatch(/^The message is no RunRequest: .*depth/);
  });

  it('counts items and the inputs in them, and refuses one more than it may', () => {
    const bytes = requestSerialize({
      inputs: [{ input: { a: Buffer.from('x'), b: Buffer.from('y') } }, { input: {} }],
    });
    expect(decodeRunRequest(bytes, 4).items).toHaveLength(2);
    expect(errorOf(bytes, 3)).toMatchObject({
      code: 'invalid-argument',
      message: 'The request holds more than 3 items and inputs together; send it in several requests.',
    });
  });

  it('stops at the bound, however much comes after it', () => {
    const bytes = Buffer.alloc(2 ** 20);
    for (let at = 0; at < bytes.length; at += 2) bytes[at] = 0x0a;
    expect(errorOf(bytes, MANY).message).toContain(`more than ${MANY} items`);
  });

  it('says of bytes that are no request what is wrong with them', () => {
    expect(errorOf(hex('ffffffffff')).message).toMatch(/^The message is no RunRequest: .+\.$/);
    expect(errorOf(hex('0a05')).message).toBe('The message is no RunRequest: index out of range: 2 + 5 > 2.');
  });
});
