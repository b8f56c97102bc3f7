import { parseDuration, parseSize } from '../../../src/core/quantity';

describe('parseSize', () => {
  test.each([
    ['5M', 5_000_000],
    ['5MB', 5_000_000],
    ['5Mi', 5 * 2 ** 20],
    ['5MiB', 5 * 2 ** 20],
    ['5m', 5_000_000],
    ['512K', 512_000],
    ['1.5G', 1_500_000_000],
    ['1T', 1e12],
    ['1Ti', 2 ** 40],
    ['42', 42],
    ['42B', 42],
    [' 5 M ', 5_000_000],
    [5_000_000, 5_000_000],
    ['0.0000015M', 2],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('reads %j as %d bytes', (given, bytes) => {
    expect(parseSize(given)).toEqual({ text: String(given).trim(), value: bytes });
  });

  test.each([
    '',
    '0',
    '0M',
    '-1',
    '+1',
    '1y',
    'M',
    '5 M M',
    '1,5G',
    '1e3',
    '0x10',
    '.5M',
    '5.M',
    '0.4',
    'Infinity',
    'NaN',
  ])('refuses %j', (given) => expect(parseSize(given)).toBeUndefined());

  test.each([0, -1, NaN, Infinity, 1e21, 2 ** 53, '9007199254740992', '99999999T', 'constructor', '1toString'])(
    'refuses %p, which no safe number above zero can be',
    (given) => expect(parseSize(given)).toBeUndefined(),
  );
});

describe('parseDuration', () => {
  test.each([
    ['500ms', 500],
    ['60s', 60_000],
    ['2m', 120_000],
    ['2min', 120_000],
    ['1h', 3_600_000],
    ['1.5s', 1500],
    ['20', 20_000],
    [20, 20_000],
    [0.25, 250],
  ])('reads %j as %d milliseconds', (given, milliseconds) => {
    expect(parseDuration(given)?.value).toBe(milliseconds);
  });

  test.each(['', '0s', '-1s', '1y', '1d', '1 s s', 'soon', '0.1ms'])('refuses %j', (given) => {
    expect(parseDuration(given)).toBeUndefined();
  });
});
