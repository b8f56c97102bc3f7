import { FakeTemplate, manifest, TEN_LINES } from '../support/fake-template';
import type { GitProject } from '../support/git-project';

describe('npm run update-template', () => {
  let fake: FakeTemplate;
  let template: GitProject;
  beforeEach(() => {
    fake = new FakeTemplate();
    template = fake.project;
  });
  afterEach(() => fake[Symbol.dispose]());

  describe('what the fork has of the template', () => {
    it('is what .template.json says, once there was an update', () => {
      const mine = fake.unrelatedFork();
      const first = template.commit({ 'src/server.ts': 'first\n' });
      expect(fake.update(mine).code).toBe(0);
      mine.commit({ 'src/server.ts': 'first\nmine\n' });
      const second = template.commit({ 'scripts/run.sh': 'echo two\n' });
      const { code, output } = fake.update(mine);
      expect({ code, output }).toMatchObject({
        code: 0,
        output: expect.stringContaining('.template.json says') as string,
      });
      expect(output).toContain(`${first.slice(0, 10)} → ${second.slice(0, 10)}`);
      expect(mine.read('src/server.ts')).toBe('first\nmine\n');
      expect(mine.read('scripts/run.sh')).toBe('echo two\n');
    });

    it('is the nearest commit where no history is shared', () => {
      const nearest = template.commit({ 'docs/guide.md': 'guide\n' });
      const mine = fake.unrelatedFork({
        'docs/guide.md': 'guide\n',
        'src/server.ts': TEN_LINES.replace('one', 'mine'),
      });
      template.commit({ 'docs/guide.md': 'more\n', 'scripts/run.sh': 'echo two\n' });
      template.commit({ 'src/server.ts': TEN_LINES.replace('ten', 'theirs') });
      const { code, output } = fake.update(mine);
      expect({ code, output }).toMatchObject({
        code: 0,
        output: expect.stringContaining(nearest.slice(0, 10)) as string,
      });
      expect(mine.read('docs/guide.md')).toBe('more\n');
      expect(mine.read('src/server.ts')).toBe(TEN_LINES.replace('one', 'mine').replace('ten', 'theirs'));
    });

    it('is found again where .template.json names a commit that the template does not have', () => {
      const mine = fake.unrelatedFork({ '.template.json': JSON.stringify({ source: 'x', commit: 'a'.repeat(40) }) });
      template.commit({ 'scripts/run.sh': 'echo two\n' });
      expect(fake.update(mine)).toMatchObject({ code: 0, output: expect.stringContaining('nearest') as string });
      expect(mine.read('scripts/run.sh')).toBe('echo two\n');
    });

    it('may be all that there is: then nothing is changed', () => {
      const mine = fake.fork();
      template.commit({ 'scripts/run.sh': 'echo two\n' });
      fake.update(mine);
      mine.commit({});
      expect(fake.update(mine)).toMatchObject({ code: 0, output: expect.stringContaining('Nothing to do') as string });
      expect(mine.status()).toEqual([]);
    });
  });

  it('goes to the branch, tag or commit of --ref', () => {
    const mine = fake.fork();
    const wanted = template.commit({ 'scripts/run.sh': 'echo two\n' });
    template.git('tag', 'v1.1.0');
    template.commit({ 'scripts/run.sh': 'echo three\n' });
    for (const ref of ['v1.1.0', wanted, wanted.slice(0, 10)]) {
      expect(fake.update(mine, '--ref', ref)).toMatchObject({ code: 0 });
      expect(mine.read('scripts/run.sh')).toBe('echo two\n');
      expect(fake.run(mine, '--undo').code).toBe(0);
    }
  });

  it('changes nothing in a dry run, and says what it would do', () => {
    const mine = fake.fork();
    template.commit({
      'scripts/run.sh': 'echo two\n',
      'package.json': manifest('1.0.0', { engines: { node: '>=22' } }),
    });
    const { code, output } = fake.update(mine, '--dry-run');
    expect(code).toBe(0);
    expect(output).toMatch(/changed {3}scripts\/run\.sh\nmerged {4}package\.json\nmerged {4}package-lock\.json\n/);
    expect(mine.status()).toEqual([]);
  });

  it('refuses to run over uncommitted work', () => {
    const mine = fake.fork();
    mine.write({ 'model_lib/src/model.ts': 'work\n' });
    template.commit({ 'scripts/run.sh': 'echo two\n' });
    expect(fake.update(mine)).toMatchObject({ code: 1, output: expect.stringContaining('not committed') as string });
    expect(mine.read('scripts/run.sh')).toBe('echo one\n');
  });

  it('does not write over a file that git does not know', () => {
    const mine = fake.fork();
    mine.commit({ '.gitignore': '.env\n' });
    mine.write({ '.env': 'secret\n' });
    template.git('config', 'core.excludesFile', '/dev/null');
    template.commit({ '.env': 'theirs\n' });
    expect(fake.update(mine).code).toBe(1);
    expect(mine.read('.env')).toBe('secret\n');
  });

  describe('--undo', () => {
    const CHANGES = { 'scripts/run.sh': 'echo two\n', 'new/added.ts': 'added\n', 'docs/old.md': undefined };

    it('restores what was there', () => {
      const mine = fake.fork();
      template.commit(CHANGES);
      expect(fake.update(mine).code).toBe(0);
      expect(mine.status()).not.toEqual([]);
      expect(fake.run(mine, '--undo')).toMatchObject({
        code: 0,
        output: expect.stringContaining('restored  docs/old.md') as string,
      });
      expect(mine.status()).toEqual([]);
      expect(mine.has('new')).toBe(false);
      expect(fake.run(mine, '--undo')).toMatchObject({
        code: 1,
        output: expect.stringContaining('no update to undo') as string,
      });
    });

    it('restores it after the update was committed, and leaves later work alone', () => {
      const mine = fake.fork();
      template.commit(CHANGES);
      fake.update(mine);
      mine.commit({});
      mine.commit({ 'model_lib/src/model.ts': 'later\n' });
      expect(fake.run(mine, '--undo').code).toBe(0);
      expect(mine.git('diff', '--name-only', 'origin/main', '--')).toBe('model_lib/src/model.ts');
    });

    it('refuses when a file has been changed since', () => {
      const mine = fake.fork();
      template.commit(CHANGES);
      fake.update(mine);
      mine.write({ 'scripts/run.sh': 'echo mine\n' });
      expect(fake.run(mine, '--undo')).toMatchObject({
        code: 1,
        output: expect.stringContaining('  scripts/run.sh') as string,
      });
      expect(mine.read('scripts/run.sh')).toBe('echo mine\n');
      expect(mine.has('docs/old.md')).toBe(false);
    });
  });

  it.each([
    ['an unknown option', ['--force'], 2, '--force'],
    ['a protocol that runs programs', ['ext::sh -c touch% x'], 2, 'expected https://'],
    ['a protocol without protection', ['http://example.org/template'], 2, 'expected https://'],
    ['a folder that is not there', ['../nowhere'], 2, 'There is no folder'],
    ['an option as a source', ['--', '--upload-pack=touch x'], 2, 'is no URL and no folder'],
    ['an option as a host', ['ssh://-oProxyCommand=touch/x'], 2, 'expected https://'],
    ['an option as a ref', ['.', '--ref=--upload-pack=touch'], 2, 'expected a branch'],
    ['no source', [], 2, 'From which template?'],
    ['a ref that is not there', ['.', '--ref', 'nowhere'], 1, "couldn't find remote ref nowhere"],
    ['a folder that is no repository', ['..'], 1, 'does not appear to be a git repository'],
  ])('refuses %s', (_, words, code, message) => {
    const mine = fake.fork();
    expect(fake.run(mine, ...words)).toMatchObject({ code, output: expect.stringContaining(message) as string });
    expect(mine.status()).toEqual([]);
  });

  it('executes nothing of the template', () => {
    const mine = fake.fork();
    const evil = 'touch ../executed\n';
    template.commit({
      // With another engine npm has to make the lock file anew.
      'package.json': manifest('1.0.0', {
        scripts: { preinstall: evil, prepare: evil, postinstall: evil },
        engines: { node: '>=22' },
      }),
      '.husky/post-checkout': evil,
      '.npmrc': 'ignore-scripts=false\n',
    });
    expect(fake.update(mine)).toMatchObject({ code: 0 });
    expect(mine.has('../executed')).toBe(false);
    expect(mine.read('package-lock.json')).toContain('>=22');
    expect(mine.has('.npmrc')).toBe(true);
  });
});
