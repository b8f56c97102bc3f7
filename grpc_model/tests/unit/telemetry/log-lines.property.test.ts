import fc from 'fast-check';
import { authorFields } from '../../../src/core/log-fields';
import { jsonLogger, textLogger } from '../../../src/telemetry/logger';

/** Every kind of text that could be taken for more: controls, separators, colours, halves of characters, directions. */
const NASTY = [
  '\n',
  '\r\n',
  '\u001b[31m',
  '\u2028',
  '\u2029',
  '\u0085',
  '\u009b31m',
  '\u007f',
  '\ud83d',
  '\udc00',
  '\u202e',
];
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...NASTY, 'a', '"', '\\', ' ', '😀', '{"level":"error"}') }),
);
const value = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null));
const fields = fc.dictionary(text, fc.oneof(value, fc.array(value), fc.dictionary(text, value)));

/** What a terminal or any reader of lines may be given: text that is seen, and no line's end but the last. */
const ONE_LINE = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]*\n$/u;

function written(log: (write: (line: string) => void) => void): string[] {
  const lines: string[] = [];
  log((line) => lines.push(line));
  return lines;
}

/** Names that stand for something else in a line. */
function isOwn(name: string): boolean {
  return /^_*(level|time|msg|__proto__)$/.test(name);
}

test('whatever stands in it, a record is one line of JSON that reads back to the same', () => {
  fc.assert(
    fc.property(text, fields, (message, given) => {
      const [line, ...others] = written((write) => jsonLogger('info', write).info(message, given));
      expect(others).toEqual([]);
      expect(line).toMatch(ONE_LINE);
      const { level, time, msg, ...rest } = JSON.parse(line!) as Record<string, unknown>;
      expect([level, typeof time, msg]).toEqual(['info', 'number', message]);
      for (const [name, each] of Object.entries(given)) {
        if (!isOwn(name))
          expect({ [name]: rest[name] }).toEqual({ [name]: JSON.parse(JSON.stringify(each)) as unknown });
      }
    }),
    { numRuns: 500 },
  );
});

test('whatever stands in it, a record is one line of text, and its stack is indented', () => {
  fc.assert(
    fc.property(text, fields, fc.option(text), (message, given, stack) => {
      const all = stack === null ? given : { ...given, stack };
      const [record, ...others] = written((write) => textLogger('info', false, write).info(message, all));
      expect(others).toEqual([]);
      const [line, ...below] = record!.split(/(?<=\n)/);
      expect(line).toMatch(ONE_LINE);
      expect(line).toMatch(/^\d\d:\d\d:\d\d\.\d{3} INFO  /);
      for (const each of below) {
        expect(each).toMatch(ONE_LINE);
        expect(each).toMatch(/^ {4}\| /);
      }
    }),
    { numRuns: 500 },
  );
});

test('no line is longer than 32 KiB, however much stands in it', () => {
  const long = fc
    .string({ unit: fc.constantFrom('x', '\u0000', '"', '世', '😀', '\u202e') })
    .map((unit) => unit.repeat(3000));
  const large = fc.dictionary(long, fc.oneof(long, fc.array(long), fc.dictionary(long, long)));
  fc.assert(
    fc.property(long, large, (message, given) => {
      const [line] = written((write) => jsonLogger('info', write).info(message, given));
      expect(Buffer.byteLength(line!)).toBeLessThanOrEqual(32 * 1024);
      expect(() => JSON.parse(line!) as unknown).not.toThrow();
    }),
    { numRuns: 50 },
  );
});

describe('fields that JSON cannot carry', () => {
  const logged = (given: Record<string, unknown>) => {
    const [line] = written((write) => jsonLogger('info', write).info('m', given));
    return JSON.parse(line!) as Record<string, unknown>;
  };

  test('that refer to themselves, or lie deep, are named', () => {
    const loop: Record<string, unknown> = { a: 1 };
    loop['self'] = loop;
    expect(logged({ loop })['loop']).toEqual({ a: 1, self: '[refers to itself]' });
    let deep: unknown = 'bottom';
    for (let level = 0; level < 10_000; level++) deep = [deep];
    expect(JSON.stringify(logged({ deep })['deep'])).toContain('[too deep]');
  });

  test('that throw when they are read cost no more than themselves', () => {
    const trap = {
      get broken(): string {
        throw new Error('no');
      },
    };
    expect(logged({ trap, size: 3 })).toMatchObject({ trap: { broken: '[cannot be read]' }, size: 3 });
  });

  test('are written as text, bytes by their number', () => {
    const error = new Error('why');
    const given = { count: 3n, bytes: Buffer.alloc(70_000), error, at: new Date(0), nothing: undefined };
    expect(logged(given)).toMatchObject({
      count: '3',
      bytes: '[70000 bytes]',
      error: expect.stringMatching(/^Error: why\n +at /) as string,
      at: '1970-01-01T00:00:00.000Z',
    });
  });

  test('that are named as those of requests are stay as they are', () => {
    const given = { method: 'GET', headers: { a: 'b' }, socket: { c: 1 }, err: { message: 'm' } };
    expect(logged(given)).toMatchObject(given);
  });
});

test("a field of an author's passes neither for the line's own nor for the server's", () => {
  const given = authorFields({ requestId: 'forged', requestIds: [], worker: 1, model: 'm', level: 'error', size: 3 });
  const [line] = written((write) => jsonLogger('info', write).info('m', given));
  const { time, ...rest } = JSON.parse(line!) as Record<string, unknown>;
  expect(typeof time).toBe('number');
  expect(rest).toEqual({
    level: 'info',
    msg: 'm',
    _level: 'error',
    _requestId: 'forged',
    _requestIds: [],
    _worker: 1,
    _model: 'm',
    size: 3,
  });
});

test('a long text is cut with a mark that says how much is missing', () => {
  const [line] = written((write) => jsonLogger('info', write).info('x'.repeat(10_000)));
  expect((JSON.parse(line!) as { msg: string }).msg).toMatch(/^x+… \(\d+ more characters\)$/);
});
