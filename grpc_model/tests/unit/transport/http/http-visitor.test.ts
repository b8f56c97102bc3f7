import type { IncomingMessage } from 'node:http';
import { visitorOf } from '../../../../src/transport/http/http-visitor';

const visitor = (remoteAddress: string, headers: Record<string, string> = {}) =>
  visitorOf({ socket: { remoteAddress }, headers, headersDistinct: {} } as unknown as IncomingMessage);

describe('a visitor', () => {
  it.each(['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'])('from %s is on this machine', (address) => {
    for (const host of ['localhost', 'localhost:8081', '127.0.0.1:8081', '[::1]:8081', '[::1]'])
      expect(visitor(address, { host }).isLoopback).toBe(true);
  });

  it.each(['10.0.0.1', '128.0.0.1', '::2', '::ffff:10.0.0.1', ''])('from %s is not', (address) => {
    expect(visitor(address, { host: 'localhost' }).isLoopback).toBe(false);
  });

  it('that gives two authorizations has none that is known', () => {
    const headersDistinct = { authorization: ['Bearer a', 'Bearer b'] };
    const incoming = { socket: { remoteAddress: '::1' }, headers: {}, headersDistinct } as unknown as IncomingMessage;
    expect(visitorOf(incoming).authorization).toBe('Bearer a, Bearer b');
  });

  it('that a page in a browser sends is not, nor one for a name that anybody may let point here', () => {
    expect(visitor('127.0.0.1', { host: 'localhost', origin: 'https://elsewhere.example' }).isLoopback).toBe(false);
    expect(visitor('127.0.0.1', { host: 'elsewhere.example:8081' }).isLoopback).toBe(false);
    expect(visitor('127.0.0.1', { host: 'localhost.elsewhere.example' }).isLoopback).toBe(false);
  });
});
