import fc from 'fast-check';
import { DATATYPES } from '../../../src/contract';
import { ERROR_CODES } from '../../../src/core/errors';
import { decodeHeader, encodeHeader, type AnyMessage } from '../../../src/execution/header-codec';
import { PARAMETER_KINDS } from '../../../src/execution/parameters-layout';

// Names come out of UTF-8.
const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const length = fc.nat(Number.MAX_SAFE_INTEGER);
const tensor = fc.record({ datatype: fc.constantFrom(...DATATYPES), shape: fc.array(length, { maxLength: 6 }) });
const part = fc.oneof(fc.tuple(text, length), fc.tuple(text, length, tensor));
const item = fc.array(part, { maxLength: 5 });
const number = { id: length, model: length };
const region = fc.record({ at: length, length });
const area = { area: region };
const parameters = fc.array(fc.tuple(text, fc.constantFrom(...PARAMETER_KINDS), text), { maxLength: 4 });
const options = fc.record(
  { detectDrift: fc.boolean(), explain: fc.boolean(), parameters },
  { requiredKeys: ['detectDrift', 'explain'] },
);
const error = fc.record({ code: fc.constantFrom(...ERROR_CODES), message: text });
const result = fc.oneof(fc.record({ output: item }), fc.record({ error }));
const tookMs = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });

const infer = fc.record(
  { type: fc.constant('infer' as const), ...number, items: fc.array(item), options, ...area },
  { requiredKeys: ['type', 'id', 'model', 'items', 'options'] },
);
const results = fc.record(
  { type: fc.constant('results' as const), id: length, results: fc.array(result), tookMs, ...area },
  { requiredKeys: ['type', 'id', 'results', 'tookMs'] },
);
const others = fc.oneof(
  fc.record({ type: fc.constant('end' as const), id: length }),
  fc.record({ type: fc.constant('failed' as const), id: length, error }),
);

/** What the message would be if it went as JSON. */
function throughJson(message: AnyMessage): unknown {
  return JSON.parse(JSON.stringify(message));
}

const throughBytes = (message: AnyMessage) => decodeHeader(Buffer.from(encodeHeader(message)));

test('every message comes out as it would come out of JSON', () => {
  fc.assert(
    fc.property(fc.oneof(infer, results, others), (message) => {
      expect(throughJson(throughBytes(message))).toEqual(throughJson(message));
    }),
  );
});

test('a header that is larger than the memory kept for it comes out equal, and so does the next one', () => {
  const name = 'n'.repeat(700_000);
  const large = { type: 'results' as const, id: 1, tookMs: 1, results: [{ output: [[name, 1] as const] }] };
  const small = { type: 'results' as const, id: 2, tookMs: 1, results: [] };
  expect(throughBytes(large)).toEqual(large);
  expect(throughBytes(small)).toEqual(small);
});

test('a header with a kind of parameter that nobody knows is an error', () => {
  const options = { detectDrift: false, explain: false, parameters: [['', 'string', ''] as const] };
  const header = Buffer.from(encodeHeader({ type: 'infer', id: 1, model: 1, items: [], options }));
  header[header.length - 10] = PARAMETER_KINDS.length;
  expect(() => decodeHeader(header)).toThrow('unknown kind of parameter');
});

test('a header that is cut off is an error, wherever', () => {
  const whole = Buffer.from(
    encodeHeader({
      type: 'results',
      id: 1,
      tookMs: 1,
      results: [
        { output: [['scores', 4, { datatype: 'FP32', shape: [1] }]] },
        { error: { code: 'internal', message: 'no' } },
      ],
    }),
  );
  for (let end = 0; end < whole.length; end++) expect(() => decodeHeader(whole.subarray(0, end))).toThrow();
});

test('bytes that no message begins with are an error', () => {
  expect(() => decodeHeader(Buffer.from([9, 0, 0]))).toThrow('begins with the byte 9');
});
