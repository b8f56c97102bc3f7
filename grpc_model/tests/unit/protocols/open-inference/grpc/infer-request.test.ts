import fc from 'fast-check';
import { Writer } from 'protobufjs/minimal';
import type { Datatype } from '../../../../../src/contract';
import { ServingError } from '../../../../../src/core/errors';
import type { TensorPart } from '../../../../../src/core/request';
import { openInferenceService } from '../../../../../src/protocols/open-inference/definition';
import type { ModelInferRequestInput } from '../../../../../src/protocols/open-inference/generated/inference/ModelInferRequest';
import { decodeInferRequest } from '../../../../../src/protocols/open-inference/grpc/infer-request';
import type {
  InferMessage,
  Parameters,
  RequestedOutput,
} from '../../../../../src/protocols/open-inference/infer-message';
import { BOUNDS, elementsOf, errorOf, messageOf, requestOf } from './decoded';
import { genericContents, genericParameters, hex, hexOf, parameters, tensor, text, TYPED } from './generic-messages';

const { requestSerialize } = openInferenceService.ModelInfer;

interface GivenInput {
  readonly name: string;
  readonly part: TensorPart;
  readonly parameters: Parameters;
}

interface Given {
  readonly modelName: string;
  readonly modelVersion: string;
  readonly id: string;
  readonly parameters: Parameters;
  readonly inputs: readonly GivenInput[];
  readonly outputs: readonly RequestedOutput[];
}

function given(part: fc.Arbitrary<TensorPart>): fc.Arbitrary<Given> {
  return fc.record({
    modelName: text,
    modelVersion: text,
    id: text,
    parameters,
    inputs: fc.array(fc.record({ name: text, part, parameters }), { maxLength: 4 }),
    outputs: fc.array(fc.record({ name: text, parameters }), { maxLength: 3 }),
  });
}

function generic(message: Given, isTyped: boolean): ModelInferRequestInput {
  return {
    model_name: message.modelName,
    model_version: message.modelVersion,
    id: message.id,
    parameters: genericParameters(message.parameters),
    inputs: message.inputs.map(({ name, part, parameters: ofInput }) => ({
      name,
      datatype: part.datatype,
      shape: [...part.shape],
      parameters: genericParameters(ofInput),
      ...(isTyped ? { contents: genericContents(part) } : {}),
    })),
    outputs: message.outputs.map((output) => ({ name: output.name, parameters: genericParameters(output.parameters) })),
    raw_input_contents: isTyped ? [] : message.inputs.map(({ part }) => part.bytes),
  };
}

/** Parameters as text, sorted: a generic codec has names like "7" first. */
function shownParameters(of: Parameters): readonly string[] {
  return Array.from(of, ([name, value]) => `${JSON.stringify(name)} ${typeof value} ${String(value)}`).sort();
}

function shown(message: InferMessage) {
  return {
    ...message,
    parameters: shownParameters(message.parameters),
    inputs: message.inputs.map((input) => ({
      ...input,
      parameters: shownParameters(input.parameters),
      bytes: input.bytes && hexOf(input.bytes),
    })),
    outputs: message.outputs.map((output) => ({ ...output, parameters: shownParameters(output.parameters) })),
  };
}

function expected({ inputs, ...rest }: Given): InferMessage {
  return {
    ...rest,
    inputs: inputs.map(({ part: { datatype, shape, bytes }, ...input }) => ({ ...input, datatype, shape, bytes })),
  };
}

/** A request with one input whose `contents` are these bytes, written before the datatype. */
function withContents(datatype: Datatype, ...contents: readonly Buffer[]): Buffer {
  const writer = Writer.create().uint32(0x2a).fork();
  for (const each of contents) writer.uint32(0x2a).bytes(each);
  writer.uint32(0x12).string(datatype);
  return Buffer.from(writer.ldelim().finish());
}

describe('decodeInferRequest', () => {
  it('reads raw requests that a generic encoder wrote', async () => {
    await fc.assert(
      fc.asyncProperty(given(tensor()), async (message) => {
        const { message: read, isTyped } = await decodeInferRequest(requestSerialize(generic(message, false)), BOUNDS);
        expect(shown(read)).toEqual(shown(expected(message)));
        expect(isTyped).toBe(false);
      }),
    );
  });

  it('reads typed requests that a generic encoder wrote', async () => {
    await fc.assert(
      fc.asyncProperty(given(tensor(TYPED)), async (message) => {
        const { message: read, isTyped } = await decodeInferRequest(requestSerialize(generic(message, true)), BOUNDS);
        expect(shown(read)).toEqual(shown(expected(message)));
        expect(isTyped).toBe(message.inputs.length > 0);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses whatever is no request as the caller’s fault, and throws nothing else', async () => {
    const nearly = fc
      .tuple(given(tensor(TYPED)), fc.boolean(), fc.nat(), fc.nat({ max: 4 }), fc.uint8Array({ maxLength: 4 }))
      .map(([message, isTyped, position, cut, added]) => {
        const bytes = requestSerialize(generic(message, isTyped));
        const at = position % (bytes.length + 1);
        return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + cut)]);
      });
    const tokens = fc
      .array(
        fc.constantFrom(0, 1, 2, 3, 4, 8, 0x0a, 0x0b, 0x0c, 0x12, 0x1a, 0x22, 0x2a, 0x2b, 0x32, 0x3a, 0x42, 0xff),
        {
          maxLength: 40,
        },
      )
      .map((bytes) => Buffer.from(bytes));
    const anyBytes = fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes));
    let refused = 0;
    const decode = async (bytes: Buffer) => {
      try {
        await decodeInferRequest(bytes, BOUNDS);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(ServingError);
        expect((thrown as ServingError).code).toBe('invalid-argument');
        refused++;
      }
    };
    for (const arbitrary of [nearly, tokens, anyBytes])
      await fc.assert(fc.asyncProperty(arbitrary, decode), { numRuns: 1500 });
    expect(refused).toBeGreaterThan(1000);
  });

  it('refuses a request that is cut off anywhere', async () => {
    const whole = requestOf('INT32', { int_contents: [1, -1, 300] });
    for (let length = 0; length < whole.length; length++) {
      const cut = whole.subarray(0, length);
      // The model's name alone is a request without inputs.
      if (length === 0 || length === 3) expect((await decodeInferRequest(cut, BOUNDS)).message.inputs).toEqual([]);
      else expect(await messageOf(cut)).toMatch(/^The message is no ModelInferRequest: .+\.$/);
    }
  });

  it('gives views of raw contents and of packed floats, not copies', async () => {
    const raw = requestOf('FP32', undefined, { raw_input_contents: [Buffer.from('abcd')] });
    const typed = requestOf('FP32', { fp32_contents: [1, 2] });
    for (const bytes of [raw, typed]) {
      const { message } = await decodeInferRequest(bytes, BOUNDS);
      expect(message.inputs[0]!.bytes!.buffer).toBe(bytes.buffer);
    }
  });

  describe('fields of protobuf', () => {
    it('takes the last of several names, versions, ids and datatypes', async () => {
      const bytes = Buffer.concat([
        requestSerialize({ model_name: 'a', model_version: '1', id: 'x' }),
        requestSerialize({ model_name: 'b', model_version: '2', id: 'y' }),
      ]);
      expect((await decodeInferRequest(bytes, BOUNDS)).message).toMatchObject({
        modelName: 'b',
        modelVersion: '2',
        id: 'y',
      });
      // "FP32", then "INT8", then a packed 7.
      expect(await elementsOf(hex('2a11 1204 46503332 1204 494e5438 2a03 1201 07'))).toBe('07');
    });

    it('reads contents that stand before the datatype, and joins several of them', async () => {
      expect(await elementsOf(withContents('INT16', hex('1202 0102'), hex('1201 03')))).toBe('010002000300');
    });

    it('reads elements that are packed, one alone, and in several blocks, mixed', async () => {
      expect(await elementsOf(withContents('INT32', hex('1001 1202 0203 1004 1200 1201 05')))).toBe(
        '0100000002000000030000000400000005000000',
      );
      expect(await elementsOf(withContents('FP32', hex('35 0000803f 3204 00000040')))).toBe('0000803f00000040');
      expect(await elementsOf(withContents('FP64', hex('39 000000000000f03f 39 0000000000000040')))).toBe(
        '000000000000f03f0000000000000040',
      );
      expect(await elementsOf(withContents('BOOL', hex('0801 0a03 008001 0800')))).toBe('01000100');
    });

    it('skips unknown fields at every level', async () => {
      // 9 of the message; 9 of the input; 9 of its contents, as a varint and as bytes.
      expect(await elementsOf(hex('4801 2a10 4801 1204 494e5438 2a06 4801 4a00 1005'))).toBe('05');
    });

    it('reads an int32 as its lower 32 bits, and refuses a number of more than ten bytes', async () => {
      expect(await elementsOf(withContents('INT32', hex('10 ffffffffffffffffff01')))).toBe('ffffffff');
      expect(await elementsOf(withContents('INT64', hex('18 ffffffffffffffffff01')))).toBe('ffffffffffffffff');
      for (const datatype of ['BOOL', 'INT32', 'INT64'] as const) {
        const field = { BOOL: '08', INT32: '10', INT64: '18' }[datatype];
        expect(await messageOf(withContents(datatype, hex(field, 'ffffffffffffffffffff01')))).toContain(
          'more than ten bytes',
        );
      }
    });

    it('reads a block that is longer than a slice, cut between its numbers', async () => {
      const numbers = Array.from({ length: 150_000 }, (_, index) => index * 3 - 200_000);
      const typed = { maxRequestParts: 10, maxMessageBytes: 2 ** 24 };
      const { message } = await decodeInferRequest(requestOf('INT32', { int_contents: numbers }), typed);
      expect(hexOf(message.inputs[0]!.bytes!)).toBe(hexOf(new Uint8Array(Int32Array.from(numbers).buffer)));
      const longs = numbers.map((each) => BigInt(each) * 1_000_000n);
      const wide = await decodeInferRequest(requestOf('INT64', { int64_contents: longs.map(String) }), typed);
      expect(hexOf(wide.message.inputs[0]!.bytes!)).toBe(hexOf(new Uint8Array(BigInt64Array.from(longs).buffer)));
    });
  });

  describe('bounds', () => {
    it('counts inputs, outputs, parameters, dimensions and contents, and refuses one more than it may', async () => {
      const bytes = requestOf(
        'INT8',
        { int_contents: [1] },
        { outputs: [{ name: 'y' }], parameters: { a: { bool_param: true } } },
      );
      const bounds = (maxRequestParts: number) => ({ ...BOUNDS, maxRequestParts });
      await expect(decodeInferRequest(bytes, bounds(5))).resolves.toBeDefined();
      expect(await errorOf(bytes, bounds(4))).toMatchObject({
        code: 'invalid-argument',
        message:
          'The request holds more than 4 inputs, outputs, parameters and dimensions together; send it in several requests.',
      });
    });

    it.each(['2a00', '3200', '3a00', '4801', '2200'])(
      'stops at the bound, however many fields %s there are',
      async (field) => {
        const bytes = Buffer.alloc(2 ** 20, hex(field));
        expect(await messageOf(bytes)).toMatch(/more than 10000 inputs|has no value/);
      },
    );

    it('refuses elements that take more memory than a message may', async () => {
      const bytes = requestOf('INT64', { int64_contents: Array.from({ length: 101 }, () => 1) });
      expect(await errorOf(bytes, { ...BOUNDS, maxMessageBytes: 800 })).toMatchObject({
        code: 'invalid-argument',
        message: expect.stringContaining('MAX_MESSAGE_BYTES') as string,
      });
    });

    it('shows no more than a part of a name that is long', async () => {
      const name = 'n'.repeat(100_000);
      expect((await messageOf(requestSerialize({ inputs: [{ name, datatype: 'INT8' }] }))).length).toBeLessThan(500);
    });
  });
});
