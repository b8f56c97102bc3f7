import fc from 'fast-check';
import { eventsOf } from '../../../../src/clients/open-inference/server-sent-events';

async function read(bytes: Uint8Array, cuts: readonly number[] = [], maxChars = 1000): Promise<string[]> {
  const pieces = async function* () {
    const ends = [...cuts.map((cut) => cut % (bytes.byteLength + 1)), bytes.byteLength].sort((a, b) => a - b);
    let at = 0;
    for (const end of ends) {
      yield bytes.subarray(at, end);
      at = end;
    }
  };
  const events: string[] = [];
  for await (const event of eventsOf(pieces(), maxChars)) events.push(event);
  return events;
}

describe('eventsOf', () => {
  it.each([
    ['lines that end in LF', 'data: a\n\ndata: b\n\n', ['a', 'b']],
    ['lines that end in CR LF', 'data: a\r\n\r\ndata: b\r\n\r\n', ['a', 'b']],
    ['no space after the colon', 'data:a\n\n', ['a']],
    ['data of several lines', 'data: a\ndata: b\n\n', ['a\nb']],
    ['comments and other fields', ': ping\n\nevent: x\nid: 1\ndata: a\n\n', ['a']],
    ['an event that is cut off', 'data: a\n\ndata: b', ['a']],
  ])('reads %s', async (_, text, expected) => {
    expect(await read(Buffer.from(text))).toEqual(expected);
  });

  it('reads the same events wherever the pieces are cut', async () => {
    const bytes = Buffer.from('data: zwölf 🙂\r\n\r\ndata: {"a": 1}\r\ndata: b\r\n\r\n');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat()), async (cuts) => {
        expect(await read(bytes, cuts)).toEqual(['zwölf 🙂', '{"a": 1}\nb']);
      }),
    );
  });

  it('refuses an event that is longer than it may be, before it ends', async () => {
    const long = Buffer.from(`data: ${'a'.repeat(2000)}`);
    await expect(read(long)).rejects.toMatchObject({ code: 'resource-exhausted' });
  });
});
