import type { ServerHttp2Stream } from 'node:http2';

/**
 * The HTTP/2 stream under a call of grpc-js (1.14), which keeps it to itself, below its interceptors; undefined when it is not
 * where it is looked for.
 */
export function http2StreamOf(call: object): ServerHttp2Stream | undefined {
  let under: unknown = Reflect.get(call, 'call');
  while (typeof under === 'object' && under !== null) {
    const stream: unknown = Reflect.get(under, 'stream');
    if (isHttp2Stream(stream)) return stream;
    under = Reflect.get(under, 'nextCall');
  }
  return undefined;
}

function isHttp2Stream(value: unknown): value is ServerHttp2Stream {
  return typeof value === 'object' && value !== null && 'rstCode' in value && 'sentHeaders' in value;
}
