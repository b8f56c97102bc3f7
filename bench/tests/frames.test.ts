import { encodeFrame, FRAME, FrameReader, type Frame } from '../wire/frames';

describe('FrameReader', () => {
  it('finds the same frames however the bytes are cut', () => {
    const frames = [Buffer.from('first'), Buffer.alloc(0), Buffer.from('third')];
    const bytes = Buffer.concat(frames.map((payload, index) => encodeFrame(FRAME.DATA, index, index + 1, payload)));
    for (let size = 1; size <= bytes.length; size++) {
      const reader = new FrameReader();
      const found: Frame[] = [];
      const take = (frame: Frame) => found.push({ ...frame, payload: Buffer.from(frame.payload) });
      for (let at = 0; at < bytes.length; at += size) reader.read(Buffer.from(bytes.subarray(at, at + size)), take);
      expect(found.map(({ flags, stream, payload }) => [flags, stream, payload])).toEqual(
        frames.map((payload, index) => [index, index + 1, payload]),
      );
    }
  });
});
