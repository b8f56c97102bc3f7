/** Calls of Status that never send their message, each with these authorizations, as no client library sends them. */
export function rawStatusCalls(calls: readonly (readonly string[])[]): Buffer {
  const requests = calls.map((authorizations, index) => {
    const fields = [
      [':method', 'POST'],
      [':scheme', 'http'],
      [':path', '/ModzyModel/Status'],
      [':authority', 'localhost'],
      ['content-type', 'application/grpc'],
      ['te', 'trailers'],
      ...authorizations.map((value) => ['authorization', value]),
    ];
    return frame(1, 4, 2 * index + 1, Buffer.concat(fields.map(([name, value]) => literal(name!, value!))));
  });
  const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  return Buffer.concat([preface, frame(4, 0, 0, Buffer.alloc(0)), ...requests]);
}

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** A header field without compression (RFC 7541, 6.2.2); name and value are shorter than 127 bytes. */
function literal(name: string, value: string): Buffer {
  return Buffer.concat([
    Buffer.from([0, name.length]),
    Buffer.from(name),
    Buffer.from([value.length]),
    Buffer.from(value),
  ]);
}
