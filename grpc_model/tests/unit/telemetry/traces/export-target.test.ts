import { exportTarget } from '../../../../src/telemetry/traces/export-target';

test.each([
  ['http://localhost:4318', 'http://localhost:4318/v1/traces'],
  ['http://localhost:4318/', 'http://localhost:4318/v1/traces'],
  ['https://collector.example/otlp/', 'https://collector.example/otlp/v1/traces'],
])('traces for %s go to %s', (endpoint, url) => {
  expect(exportTarget(endpoint, '').url).toBe(url);
});

test('headers are pairs with percent-encoded values', () => {
  const { headers } = exportTarget('http://c', 'authorization=Bearer%20abc=, x-tenant = a,');
  expect(headers).toEqual({ authorization: 'Bearer abc=', 'x-tenant': 'a' });
});

test.each(['localhost:4318', 'ftp://c', '/var/run', 'http://'])('%s is no place to send traces to', (endpoint) => {
  expect(() => exportTarget(endpoint, '')).toThrow('OTEL_EXPORTER_OTLP_ENDPOINT');
});

test.each(['http://user:secret@c', 'http://user@c', 'nonsense://user:secret@c'])(
  'an address with a password is no place, and is not told: %s',
  (endpoint) => {
    expect(() => exportTarget(endpoint, '')).toThrow('credentials go into OTEL_EXPORTER_OTLP_HEADERS');
    expect(() => exportTarget(endpoint, '')).not.toThrow(/secret|user@/);
  },
);

test.each(['secret-without-name', '=secret', 'a b=secret', 'a=secret%0d%0aevil:1', 'a=secret%zz'])(
  'headers that are none stop the start, and are not told: %s',
  (headers) => {
    const start = () => exportTarget('http://c', headers);
    expect(start).toThrow('OTEL_EXPORTER_OTLP_HEADERS');
    expect(start).not.toThrow('secret');
  },
);
