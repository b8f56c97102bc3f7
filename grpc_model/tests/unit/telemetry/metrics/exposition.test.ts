import { Exposition, labelText } from '../../../../src/telemetry/metrics/exposition';

const CALLS = { name: 'calls_total', help: 'Say "calls",\nor C:\\calls.', type: 'counter' };

test('the text format has help, type and samples', () => {
  const exposition = new Exposition('text');
  exposition.begin(CALLS);
  exposition.sample('calls_total', labelText({ model: 'm' }), { outcome: 'ok' }, 3);
  exposition.sample('calls_total', '', {}, Infinity);
  expect(exposition.end().toString()).toBe(
    [
      String.raw`# HELP calls_total Say "calls",\nor C:\\calls.`,
      '# TYPE calls_total counter',
      'calls_total{model="m",outcome="ok"} 3',
      'calls_total +Inf',
      '',
    ].join('\n'),
  );
});

test('OpenMetrics names a counter without its ending, escapes quotes, and says where it ends', () => {
  const exposition = new Exposition('openmetrics');
  exposition.begin(CALLS);
  exposition.sample('calls_total', '', { outcome: 'ok' }, 0.5);
  expect(exposition.end().toString()).toBe(
    [
      String.raw`# HELP calls Say \"calls\",\nor C:\\calls.`,
      '# TYPE calls counter',
      'calls_total{outcome="ok"} 0.5',
      '# EOF',
      '',
    ].join('\n'),
  );
});

test('no value of a label can end the label, or the line', () => {
  expect(labelText({ model: 'a"} 1\nforged{x="\\' })).toBe(String.raw`model="a\"} 1\nforged{x=\"\\"`);
});

test('a long text comes whole', () => {
  const exposition = new Exposition('text');
  for (let index = 0; index < 10_000; index++) exposition.sample('grüße', '', { index }, index);
  const lines = exposition.end().toString().trimEnd().split('\n');
  expect(lines).toHaveLength(10_000);
  expect(lines[9_999]).toBe('grüße{index="9999"} 9999');
});
