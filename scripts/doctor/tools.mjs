// Node, npm, git and the git hooks.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { missing, notice, ok, tryCommand, warning } from './finding.mjs';
import { satisfies } from './version-range.mjs';

export function checkTools(root) {
  return [checkNode(root), checkNpm(), checkGit(), checkHooks(root)];
}

function checkNode(root) {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const range = engines?.node ?? '*';
  const found = `${process.version} (${process.platform}/${process.arch})`;
  const isRight = range === '*' ? true : satisfies(process.version, range);
  if (isRight === true) return ok('node', found);
  if (isRight === undefined)
    return notice('node', `${found}; whether that is "${range}" of package.json cannot be told`);
  return missing('node', `${found}; package.json asks for ${range}`, 'nvm install, or https://nodejs.org');
}

function checkNpm() {
  // On Windows npm is a script, which only a shell runs.
  const { succeeded, text } = tryCommand('npm', ['--version'], { shell: process.platform === 'win32' });
  if (succeeded) return ok('npm', text);
  return missing('npm', 'does not answer; it comes with Node', 'install Node from https://nodejs.org');
}

function checkGit() {
  const { succeeded, text } = tryCommand('git', ['--version']);
  if (succeeded) return ok('git', text.replace(/^git version /, ''));
  return missing(
    'git',
    'does not answer; verbs that change files need it to be undone',
    'https://git-scm.com/downloads',
  );
}

function checkHooks(root) {
  const { succeeded, text } = tryCommand('git', ['config', '--get', 'core.hooksPath'], { cwd: root });
  if (succeeded && existsSync(join(root, text, 'pre-commit'))) return ok('git hooks', text);
  if (!tryCommand('git', ['rev-parse', '--git-dir'], { cwd: root }).succeeded) {
    return warning('git hooks', 'this folder is no git repository', 'git init && git add -A && git commit -m Start');
  }
  return notice('git hooks', 'not installed; commits are not checked before they are made', 'npm run hooks:install');
}
