import { chooseFormat } from '../../../../src/telemetry/metrics/choose-format';

test.each([
  [undefined, 'text'],
  ['', 'text'],
  ['*/*', 'text'],
  ['text/plain', 'text'],
  ['text/html, application/json', 'text'],
  ['application/openmetrics-text', 'openmetrics'],
  ['Application/OpenMetrics-Text; Version=1.0.0; Q=0.9, text/plain;q=0.5', 'openmetrics'],
  ['application/openmetrics-text;q=0.4,text/plain;q=0.5', 'text'],
  ['application/openmetrics-text;q=0', 'text'],
  ['application/openmetrics-text;q=many', 'text'],
  // What Prometheus sends.
  [
    'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.4,*/*;q=0.2',
    'openmetrics',
  ],
])('a scraper that accepts %j gets %s', (accept, format) => {
  expect(chooseFormat(accept)).toBe(format);
});
