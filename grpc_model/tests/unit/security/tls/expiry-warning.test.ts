import { daysLeft, isTimeToWarn } from '../../../../src/security/tls/expiry-warning';

const DAY_MS = 86_400_000;
const NEVER = -Infinity;

test.each([
  // days to the end, days since the last warning, expected
  [15, NEVER, false],
  [14.001, NEVER, false],
  [14, NEVER, true],
  [14, 0.5, false],
  [13, 1, true],
  [0.5, 0.9, false],
  [-1, 1, true],
  [-1, 0.1, false],
])('with %s days left, warned %s days ago: %s', (left, ago, expected) => {
  const nowMs = 1000 * DAY_MS;
  const lastMs = ago === NEVER ? NEVER : nowMs - ago * DAY_MS;
  expect(isTimeToWarn(nowMs, nowMs + left * DAY_MS, lastMs)).toBe(expected);
});

test('days left are whole ones, below none when it has ended', () => {
  expect(daysLeft(0, 13.9 * DAY_MS)).toBe(13);
  expect(daysLeft(0, 0.9 * DAY_MS)).toBe(0);
  expect(daysLeft(0, -1)).toBe(-1);
});
