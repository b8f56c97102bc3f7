import { readWireRequest } from '../../../../../src/protocols/open-inference/grpc/wire-request';

/** Fields of one byte each beside their tags, as hexadecimal digits, and so often. */
const repeated = (field: string, times: number) => Buffer.from(field.repeat(times), 'hex');

describe('a request that repeats a field to no end', () => {
  it.each([
    ['model_name', '0a00'],
    ['model_version', '1200'],
    ['id', '1a00'],
  ])('of its own (%s) is refused', (_, field) => {
    expect(() => readWireRequest(repeated(field, 100_000), 100)).toThrow('The request holds more than 100 inputs');
    expect(readWireRequest(repeated(field, 800), 100)).toMatchObject({ modelName: '', inputs: [] });
  });

  it('of an input is refused', () => {
    const names = repeated('0a00', 60);
    const request = Buffer.concat([Buffer.from([0x2a, names.byteLength]), names]);
    expect(readWireRequest(request, 10).inputs).toHaveLength(1);
    expect(() => readWireRequest(Buffer.concat([request, request]), 10)).toThrow('more than 10 inputs');
  });
});
