// Prints the arguments of the image build, one word a line: --build-arg NAME=VALUE for everything that becomes a label.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';

const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const model = load(readFileSync(join(root, 'asset_bundle', version, 'model.yaml'), 'utf8'));

/** @returns nothing where this is no clone of a repository */
function git(...words) {
  try {
    return execFileSync('git', words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}

function withoutCredentials(url) {
  return url.replace(/^(https?:\/\/)[^/@]*@/, '$1');
}

const labels = {
  MODEL_VERSION: version,
  MODEL_NAME: model.name,
  MODEL_SUMMARY: String(model.description?.summary ?? '')
    .replace(/\s+/g, ' ')
    .trim(),
  SOURCE: withoutCredentials(git('config', '--get', 'remote.origin.url')),
  REVISION: git('rev-parse', 'HEAD'),
  // The time of the commit, not of the build: the same commit makes the same image.
  CREATED: git('log', '-1', '--format=%cI'),
};
for (const [name, value] of Object.entries(labels)) process.stdout.write(`--build-arg\n${name}=${value}\n`);
