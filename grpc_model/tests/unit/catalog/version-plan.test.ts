import { defaultVersion, versionsToRetire, type PlannedVersion } from '../../../src/catalog/version-plan';

/** For example `2+ready`: version 2, wanted, ready; `1-ready` is not wanted. */
function plan(...texts: string[]): PlannedVersion[] {
  return texts.map((text) => {
    const [, number, mark, state] = /^(\d)([+-])(.*)$/.exec(text)!;
    return { number: Number(number), isWanted: mark === '+', state: state as PlannedVersion['state'] };
  });
}

test.each<[string[], number[]]>([
  [['1+ready'], []],
  [['1-ready', '2+ready'], [1]],
  [['1-ready', '2+loading'], []],
  [['1-ready', '2+failed'], []],
  [['1-ready', '2+unloaded'], []],
  [['1-ready', '2-ready', '3+loading'], [1]],
  [['1-ready', '2-ready', '3+loading', '4+failed'], []],
  [['1-loading', '2+ready'], [1]],
  [['1-failed', '2+ready'], []],
  [['1-unloading', '2+ready'], []],
  [['1-ready'], [1]],
])('of %j, %j are retired', (versions, expected) => expect(versionsToRetire(plan(...versions))).toEqual(expected));

test.each<[string[], number | undefined]>([
  [['1+ready', '2+ready'], 2],
  [['1-ready', '2+loading'], 1],
  [['1-ready', '2+failed'], 1],
  [['1-unloaded', '2+loading'], 2],
  [['2+failed', '1+unloaded'], 1],
  [['1+failed', '2-failed'], 1],
  [['1-unloaded', '2-unloaded'], 2],
  [[], undefined],
])('of %j, the default is %d', (versions, expected) => expect(defaultVersion(plan(...versions))).toBe(expected));
