import { encodeHeaderBlock, findGrpcStatus } from '../wire/header-block';

describe('findGrpcStatus', () => {
  it('reads a status whose name is in plain text', () => {
    expect(findGrpcStatus(encodeHeaderBlock({ 'content-type': 'application/grpc', 'grpc-status': '14' }))).toBe(14);
  });

  it('reads a status whose name is in Huffman code, after a new table size and an indexed field', () => {
    const block = Buffer.from(['20', '88', '40', '88', '9acac8b21234da8f', '01', '38'].join(''), 'hex');
    expect(findGrpcStatus(block)).toBe(8);
  });

  it('finds none in the headers of an answer', () => {
    expect(findGrpcStatus(encodeHeaderBlock({ 'content-type': 'application/grpc' }))).toBeUndefined();
  });

  it('says so when the number itself is in Huffman code', () => {
    const block = Buffer.concat([encodeHeaderBlock({ 'grpc-status': '0' }).subarray(0, -2), Buffer.from([0x81, 0x07])]);
    expect(() => findGrpcStatus(block)).toThrow('Huffman');
  });
});
