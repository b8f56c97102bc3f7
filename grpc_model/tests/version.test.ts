import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nameArgument } from '../src/authoring/model-files/manifests';
import { bundle } from './support/project';

const root = join(__dirname, '../..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

/** The version is decided in package.json; wherever else it stands, it is the same. */
describe('the version in package.json', () => {
  it('is that of the bundle', () => {
    expect(bundle.metadata.version).toBe(version);
  });

  it('is that of the lock file', () => {
    const lock: unknown = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    expect(lock).toMatchObject({ version, packages: { '': { version } } });
  });

  it('is the default of the image, which the build checks again', () => {
    const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
    expect(dockerfile).toContain(`\nARG MODEL_VERSION=${version}\n`);
    expect(dockerfile).toContain(`\n${nameArgument(bundle.metadata.name)}\n`);
  });
});
