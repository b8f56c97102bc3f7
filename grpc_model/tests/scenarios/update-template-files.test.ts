import { statSync } from 'node:fs';
import { join } from 'node:path';
import { FakeTemplate, lock, manifest, TEMPLATE, TEN_LINES } from '../support/fake-template';
import type { GitProject } from '../support/git-project';

describe('npm run update-template, file by file', () => {
  let fake: FakeTemplate;
  let template: GitProject;
  beforeEach(() => {
    fake = new FakeTemplate();
    template = fake.project;
  });
  afterEach(() => fake[Symbol.dispose]());

  describe('files that the author did not change', () => {
    it('are replaced, added and removed, and the template is recorded', () => {
      const mine = fake.fork();
      const commit = template.commit({ 'src/server.ts': 'new\n', 'src/added.ts': 'added\n', 'docs/old.md': undefined });
      const { code, output } = fake.update(mine);
      expect(output).toMatch(/changed {3}src\/server\.ts\n[^]*--undo/);
      expect(code).toBe(0);
      expect(mine.read('src/server.ts')).toBe('new\n');
      expect(mine.read('src/added.ts')).toBe('added\n');
      expect(mine.has('docs')).toBe(false);
      expect(JSON.parse(mine.read('.template.json'))).toEqual({ source: template.folder, commit });
      expect(mine.git('log', '--format=%h', 'origin/main..')).toBe('');
    });

    it('take over the right to be run', () => {
      const mine = fake.fork();
      template.makeExecutable('scripts/run.sh');
      template.commit({});
      expect(fake.update(mine).code).toBe(0);
      expect(statSync(join(mine.folder, 'scripts/run.sh')).mode & 0o111).toBe(0o111);
    });
  });

  describe("the author's folders", () => {
    it('are never touched, and what the template changed there is told', () => {
      const mine = fake.fork();
      const files = {
        'asset_bundle/1.0.0/model.yaml': 'x\n',
        'model_lib/src/new.ts': 'x\n',
        LICENSE: 'x\n',
        'CHANGELOG.md': 'x\n',
      };
      template.commit({ ...files, 'Model_Lib/src/model.ts': 'x\n' });
      const { code, output } = fake.update(mine);
      expect(code).toBe(0);
      expect(output).toContain('Not touched, because they are yours');
      expect(output).toContain('model_lib/src/new.ts');
      expect(mine.status()).toEqual(['?? .template.json']);
    });
  });

  describe('files that both changed', () => {
    it('are merged where the changes are apart', () => {
      const mine = fake.fork();
      mine.commit({ 'src/server.ts': TEN_LINES.replace('one', 'mine') });
      template.commit({ 'src/server.ts': TEN_LINES.replace('ten', 'theirs') });
      expect(fake.update(mine)).toMatchObject({
        code: 0,
        output: expect.stringContaining('merged    src/server.ts') as string,
      });
      expect(mine.read('src/server.ts')).toBe(TEN_LINES.replace('one', 'mine').replace('ten', 'theirs'));
    });

    it('get markers where they are not, and the exit code is 1', () => {
      const mine = fake.fork();
      mine.commit({ 'src/server.ts': TEN_LINES.replace('one', 'mine') });
      template.commit({ 'src/server.ts': TEN_LINES.replace('one', 'theirs'), 'src/added.ts': 'added\n' });
      const { code, output } = fake.update(mine);
      expect(code).toBe(1);
      expect(output).toContain('CONFLICT  src/server.ts');
      expect(mine.read('src/server.ts')).toMatch(/^<<<<<<< yours\nmine\n[^]*theirs\n>>>>>>> template\n/);
      expect(mine.has('src/added.ts')).toBe(true);
    });

    it('stay as they are where they are no text', () => {
      const mine = fake.fork();
      mine.commit({ 'docs/picture.png': 'mine\0' });
      template.commit({ 'docs/picture.png': 'theirs\0' });
      expect(fake.update(mine).code).toBe(1);
      expect(mine.read('docs/picture.png')).toBe('mine\0');
    });

    it('stay where the template removed them, and stay removed where the author did', () => {
      const mine = fake.fork();
      mine.commit({ 'docs/old.md': 'mine\n', 'scripts/run.sh': undefined });
      template.commit({ 'docs/old.md': undefined, 'scripts/run.sh': 'echo two\n' });
      const { code, output } = fake.update(mine);
      expect(code).toBe(0);
      expect(output).toMatch(/kept {6}docs\/old\.md: the template no longer has it/);
      expect(output).toMatch(/kept {6}scripts\/run\.sh: you removed it/);
      expect(mine.status()).toEqual(['?? .template.json']);
    });

    it("keep the version and the name of the author's model in the Dockerfile", () => {
      const mine = fake.fork();
      mine.commit({ Dockerfile: TEMPLATE.Dockerfile.replace('1.0.0', '3.1.0').replace('Example', 'Mine') });
      template.commit({ Dockerfile: TEMPLATE.Dockerfile.replace('1.0.0', '1.1.0').replace('node:20', 'node:24') });
      expect(fake.update(mine).code).toBe(0);
      expect(mine.read('Dockerfile')).toBe('ARG MODEL_VERSION=3.1.0\nARG MODEL_NAME="Mine"\nFROM node:24\n');
    });

    it("leave a README alone that the template's changes do not fit into", () => {
      const mine = fake.fork();
      mine.commit({ 'README.md': 'my own\n' });
      template.commit({ 'README.md': TEN_LINES.replace('one', 'theirs') });
      expect(fake.update(mine)).toMatchObject({
        code: 0,
        output: expect.stringContaining('kept      README.md') as string,
      });
      expect(mine.read('README.md')).toBe('my own\n');
    });
  });

  describe('package.json', () => {
    const THEIRS = { scripts: { test: 'vitest', doctor: 'node doctor' }, engines: { node: '>=22' } };

    it('is brought up key by key, and keeps what is the author’s', () => {
      const mine = fake.fork();
      const own = { description: 'Mine', license: 'MIT', scripts: { test: 'jest', mine: 'echo' }, author: 'Me' };
      mine.commit({ 'package.json': manifest('3.0.0', { ...own, name: 'my-model' }) });
      template.commit({ 'package.json': manifest('1.1.0', { ...THEIRS, description: 'Theirs' }) });
      expect(fake.update(mine)).toMatchObject({ code: 0 });
      expect(JSON.parse(mine.read('package.json'))).toEqual({
        ...own,
        name: 'my-model',
        version: '3.0.0',
        scripts: { test: 'vitest', mine: 'echo', doctor: 'node doctor' },
        engines: { node: '>=22' },
      });
      expect(JSON.parse(mine.read('package-lock.json'))).toMatchObject({ name: 'my-model', version: '3.0.0' });
    });

    it('gets a lock file with the versions of both', () => {
      const packages = (versions: Readonly<Record<string, string>>) => ({
        'package.json': manifest('1.0.0', { dependencies: versions }),
        'package-lock.json': lock('1.0.0', versions),
      });
      template.commit(packages({ theirs: '1.0.0' }));
      const mine = fake.fork();
      mine.commit(packages({ mine: '2.0.0', theirs: '1.0.0' }));
      template.commit(packages({ more: '3.0.0', theirs: '1.1.0' }));
      expect(fake.update(mine)).toMatchObject({ code: 0 });
      const expected = { mine: '2.0.0', more: '3.0.0', theirs: '1.1.0' };
      expect(JSON.parse(mine.read('package.json'))).toMatchObject({ dependencies: expected });
      expect(mine.read('package-lock.json')).toBe(lock('1.0.0', expected));
    });

    it("keeps the author's value where both changed one, and says so", () => {
      const mine = fake.fork();
      mine.commit({ 'package.json': manifest('1.0.0', { scripts: { test: 'mine' } }) });
      template.commit({ 'package.json': manifest('1.0.0', THEIRS) });
      const { code, output } = fake.update(mine);
      expect(code).toBe(1);
      expect(output).toContain('package.json: scripts.test is "mine" here and "vitest" in the template; yours stays');
      expect(JSON.parse(mine.read('package.json'))).toMatchObject({ scripts: { test: 'mine', doctor: 'node doctor' } });
    });

    it('leaves the tree as it was when a package would come from elsewhere', () => {
      const mine = fake.fork();
      template.commit({
        'package.json': manifest('1.0.0', { devDependencies: { evil: 'git+https://example.org/evil' } }),
      });
      expect(fake.update(mine)).toMatchObject({
        code: 1,
        output: expect.stringContaining('not from the registry') as string,
      });
      expect(mine.status()).toEqual([]);
    });
  });
});
