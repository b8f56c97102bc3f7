import { execFileSync } from 'node:child_process';

/** `Ada Lovelace <ada@example.org>` as git knows the author; undefined where it knows no name. */
export function gitIdentity(root: string): string | undefined {
  const name = setting(root, 'user.name');
  const email = setting(root, 'user.email');
  return name === '' || email === '' ? undefined : `${name} <${email}>`;
}

function setting(root: string, key: string): string {
  try {
    return execFileSync('git', ['config', '--get', key], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
}
