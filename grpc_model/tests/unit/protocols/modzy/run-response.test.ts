import fc from 'fast-check';
import type { Item } from '../../../../src/core/request';
import { modzyService } from '../../../../src/protocols/modzy/definition';
import { encodeRunResponse, type RunAnswer } from '../../../../src/protocols/modzy/run-response';
import { itemOf } from '../../../support/requests';

const { responseSerialize, responseDeserialize } = modzyService.Run;

const text = fc.string({ unit: 'binary' });
const output = fc
  .uniqueArray(fc.tuple(fc.oneof(text, fc.constantFrom('', 'error', '7')), fc.uint8Array({ maxLength: 300 })), {
    selector: ([name]) => name,
    maxLength: 4,
  })
  .map((entries): Item => new Map(entries.map(([name, bytes]) => [name, { kind: 'bytes', bytes }])));
const answer: fc.Arbitrary<RunAnswer> = fc.record({
  status_code: fc.nat({ max: 2 ** 31 - 1 }),
  status: text,
  message: text,
  outputs: fc.array(fc.record({ output, success: fc.boolean() }), { maxLength: 5 }),
});

function genericOf({ outputs, ...rest }: RunAnswer) {
  return {
    ...rest,
    outputs: outputs.map((item) => ({
      success: item.success,
      output: Object.fromEntries(Array.from(item.output, ([name, { bytes }]) => [name, Buffer.from(bytes)])),
    })),
  };
}

const ok = (outputs: RunAnswer['outputs']): RunAnswer => ({ status_code: 200, status: 'OK', message: 'Done', outputs });

describe('encodeRunResponse', () => {
  it('writes what a generic decoder reads', () => {
    fc.assert(
      fc.property(answer, (given) => {
        const read = responseDeserialize(encodeRunResponse(given));
        // A generic decoder has a list for no bytes.
        const outputs = read.outputs.map((item) => ({
          ...item,
          output: Object.fromEntries(Object.entries(item.output).map(([name, bytes]) => [name, Buffer.from(bytes)])),
        }));
        expect({ ...read, outputs }).toEqual(genericOf(given));
      }),
    );
  });

  it('writes the bytes of a generic encoder', () => {
    // One output each: several are in the order in which the model gave them, whatever their names.
    const single = answer.filter(({ outputs }) => outputs.every((item) => item.output.size <= 1));
    fc.assert(
      fc.property(single, (given) =>
        expect(encodeRunResponse(given).equals(responseSerialize(genericOf(given)))).toBe(true),
      ),
    );
  });

  it.each([0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152])('writes a content of %i bytes', (size) => {
    const given = ok([{ output: itemOf({ data: Buffer.alloc(size, 7) }), success: true }]);
    expect(encodeRunResponse(given).equals(responseSerialize(genericOf(given)))).toBe(true);
  });

  it('fills exactly the buffer that it makes', () => {
    const given = ok([{ output: itemOf({ data: Buffer.alloc(600_000) }), success: true }]);
    const bytes = encodeRunResponse(given);
    expect(bytes.buffer.byteLength).toBe(bytes.byteLength);
  });
});
