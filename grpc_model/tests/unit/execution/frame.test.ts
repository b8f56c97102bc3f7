import fc from 'fast-check';
import { encodeFrame, FrameReader } from '../../../src/execution/frame';

const HEADER = Buffer.from('header');

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = sizes[turn % sizes.length]!;
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return chunks;
}

function read(chunks: readonly Buffer[]) {
  const frames: { header: Buffer; body: Buffer }[] = [];
  const reader = new FrameReader((header, body) => frames.push({ header, body }));
  for (const chunk of chunks) reader.push(chunk);
  return frames;
}

test('any frames, cut into any chunks, come out equal and in order', () => {
  const body = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 4 });
  const frames = fc.array(fc.record({ header: fc.uint8Array({ minLength: 1, maxLength: 50 }), body }));
  const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 });
  fc.assert(
    fc.property(frames, sizes, (sent, chunkSizes) => {
      const bytes = Buffer.concat(sent.flatMap((frame) => encodeFrame(frame.header, frame.body)));
      const received = read(cut(bytes, chunkSizes));
      expect(received.map((frame) => [...frame.header])).toEqual(sent.map((frame) => [...frame.header]));
      expect(received.map((frame) => frame.body.toString('hex'))).toEqual(
        sent.map((frame) => Buffer.concat(frame.body).toString('hex')),
      );
    }),
  );
});

test.each([0, 1, 16 * 1024 - 1, 16 * 1024, 3 * 2 ** 20])('a body of %d bytes comes out equal', (length) => {
  const body = Buffer.alloc(length, 'abc');
  const frames = read(cut(Buffer.concat(encodeFrame(HEADER, [body])), [65536]));
  expect(frames).toHaveLength(1);
  expect(frames[0]!.body.equals(body)).toBe(true);
});

test.each([1, 7, 8, 9])('after a header of %d bytes the body begins where every kind of number may begin', (length) => {
  const [frame] = read([Buffer.concat(encodeFrame(Buffer.alloc(length, 'h'), [Buffer.alloc(8)]))]);
  expect(frame!.body.byteOffset % 8).toBe(0);
});

test('a large body is not copied to be sent', () => {
  const body = Buffer.alloc(1_000_000);
  expect(encodeFrame(HEADER, [body])).toContain(body);
});

test('a frame does not share the memory of the chunk that brought it', () => {
  const bytes = Buffer.concat([...encodeFrame(HEADER, [Buffer.from('a')]), ...encodeFrame(HEADER, [Buffer.from('b')])]);
  const [first, second] = read([bytes]);
  bytes.fill(0);
  expect([first!.body.toString(), second!.body.toString()]).toEqual(['a', 'b']);
});
