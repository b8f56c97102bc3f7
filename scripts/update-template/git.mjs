// Runs git without a shell, and without the surprises that a repository from elsewhere could hold.
import { spawnSync } from 'node:child_process';

/** Trees of large projects take megabytes. */
const MAX_OUTPUT_BYTES = 2 ** 28;

/** What went wrong, in words for people. */
export class UpdateError extends Error {
  name = 'UpdateError';
}

/**
 * @param options `input` for its standard input, `env` on top of this process's, `encoding: 'buffer'` for bytes
 * @returns `code`, `stdout` and `stderr` of git
 */
export function tryGit(folder, words, { input, env, encoding = 'utf8' } = {}) {
  const result = spawnSync('git', words, {
    cwd: folder,
    input,
    encoding,
    maxBuffer: MAX_OUTPUT_BYTES,
    env: { ...process.env, ...safety(), ...env },
  });
  if (result.error?.code === 'ENOENT')
    throw new UpdateError('git is not installed; npm run doctor says how to get it.');
  if (result.error !== undefined) throw new UpdateError(`git ${words[0]}: ${result.error.message}`);
  return { code: result.status, stdout: result.stdout, stderr: String(result.stderr).trim() };
}

/** @throws UpdateError with what git said */
export function git(folder, words, options) {
  const { code, stdout, stderr } = tryGit(folder, words, options);
  if (code !== 0) throw new UpdateError(`git ${words[0]} failed: ${stderr || `exit code ${code}`}`);
  return stdout;
}

/** The entries of output that git ends with NUL, for names with any character. */
export function entriesOf(output) {
  return output.split('\0').filter((entry) => entry !== '');
}

function safety() {
  return {
    // No helper program is run for a made-up protocol (ext::).
    GIT_ALLOW_PROTOCOL: 'https:ssh:file',
    // A script or a workflow would wait for a password for ever.
    ...(process.stdin.isTTY ? {} : { GIT_TERMINAL_PROMPT: '0' }),
    LC_ALL: 'C',
  };
}
