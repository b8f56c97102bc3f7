import { withChangelogEntry, withImageVersion, withManifestVersion } from '../../../src/authoring/version-files';
import { checkVersions } from '../../../src/authoring/check/check-versions';

const HEAD = '# Changelog\n\nThe format.\n\n';

describe('withChangelogEntry', () => {
  it.each([
    [
      'nothing pending',
      `${HEAD}## [Unreleased]\n\n## [1.0.0] - 2026-01-01\n\n- Old.\n`,
      '### Changed\n\n- New.\n\n## [1.0.0]',
    ],
    [
      'entries that are pending',
      `${HEAD}## [Unreleased]\n\n### Added\n\n- It.\n\n## [1.0.0]\n`,
      '### Added\n\n- It.\n\n## [1.0.0]',
    ],
    ['no place for them', `${HEAD}## [1.0.0]\n`, '### Changed\n\n- New.\n\n## [1.0.0]'],
    ['no version yet', `${HEAD}## [Unreleased]\n`, '### Changed\n\n- New.\n'],
    ['no file', '', '### Changed\n\n- New.\n'],
  ])('begins an entry where there is %s', (_, before, expected) => {
    const after = withChangelogEntry(before, '1.1.0', 'New.');
    expect(after).toContain(`\n\n## [1.1.0] - unreleased\n\n${expected}`);
    expect(after.startsWith('# Changelog\n\n')).toBe(true);
    expect(after).not.toContain('\n\n\n');
  });

  it('leaves an entry that is there', () => {
    const text = `${HEAD}## [1.1.0]\n`;
    expect(withChangelogEntry(text, '1.1.0', 'New.')).toBe(text);
  });
});

describe('the version in files of npm and of the image', () => {
  it('is set where that of the project stands, and nowhere else', () => {
    const lock = '{"version": "1.0.0", "packages": {"": {"version": "1.0.0"}, "a": {"version": "1.0.0"}}}';
    expect(withManifestVersion(lock, 'package-lock.json', 2, '2.0.0')).toBe(
      '{"version": "2.0.0", "packages": {"": {"version": "2.0.0"}, "a": {"version": "1.0.0"}}}',
    );
    expect(withImageVersion('ARG A\nARG MODEL_VERSION=1.0.0\nARG MODEL_VERSION\n', '2.0.0')).toBe(
      'ARG A\nARG MODEL_VERSION=2.0.0\nARG MODEL_VERSION\n',
    );
  });

  it('is not guessed where it stands elsewhere', () => {
    const odd = '{"engines": {"version": "1"}, "version": "1.0.0"}';
    expect(() => withManifestVersion(odd, 'package.json', 1, '2.0.0')).toThrow('npm version 2.0.0');
    expect(() => withImageVersion('FROM x\n', '2.0.0')).toThrow('ARG MODEL_VERSION');
  });

  it('is found wherever it disagrees, with the line and the mend', () => {
    const files = {
      manifest: '{\n  "version": "2.0"\n}',
      lock: '{\n  "version": "1.0.0"\n}',
      dockerfile: 'FROM x\nARG MODEL_VERSION=1.0.0\nARG MODEL_NAME="Other"\n',
      changelog: undefined,
    };
    expect(checkVersions(files, '2.0', 'Digits').map(({ file, line, mend }) => [file, line, mend])).toEqual([
      ['package.json', 2, 'set it to the version of the bundle.'],
      ['package-lock.json', 2, 'run "npm install --package-lock-only".'],
      ['Dockerfile', 2, 'write the line ARG MODEL_VERSION=2.0'],
      ['Dockerfile', 3, 'write the line ARG MODEL_NAME="Digits"'],
      ['CHANGELOG.md', undefined, 'add a heading "## [2.0] - unreleased" with what is new.'],
    ]);
  });
});
