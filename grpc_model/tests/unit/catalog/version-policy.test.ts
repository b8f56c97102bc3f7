import { parseVersion } from '../../../src/catalog/version';
import { DEFAULT_POLICY, selectVersions, type VersionPolicy } from '../../../src/catalog/version-policy';

const latest = (count: number): VersionPolicy => ({ name: 'latest', count });
const specific = (...numbers: number[]): VersionPolicy => ({ name: 'specific', numbers });

test.each<[VersionPolicy, string[], string[]]>([
  [DEFAULT_POLICY, ['1', '3', '2'], ['3']],
  [DEFAULT_POLICY, [], []],
  [latest(2), ['1', '3', '2'], ['3', '2']],
  [latest(9), ['1', '3'], ['3', '1']],
  [latest(1), ['9', '1.0.0'], ['1.0.0']],
  [{ name: 'all' }, ['1', '3', '2'], ['3', '2', '1']],
  [specific(1, 3), ['1', '3', '2'], ['3', '1']],
  [specific(1_000_000), ['1.0.0', '2.0.0'], ['1.0.0']],
  [specific(4), ['1'], []],
])('%j of %j wants %j', (policy, available, expected) => {
  const versions = available.map((text) => parseVersion(text)!);
  expect(selectVersions(versions, policy).map(({ text }) => text)).toEqual(expected);
});
