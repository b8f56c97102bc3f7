// What a check found, and what the checks have in common.
import { spawnSync } from 'node:child_process';

/** Enough for a slow disk; a tool that hangs must not take the doctor with it. */
const TIMEOUT_MS = 30_000;

export const ok = (name, found) => ({ name, state: 'ok', found });
/** Everything works; people may want to know. */
export const notice = (name, found, mend) => ({ name, state: 'notice', found, mend });
/** Something that is not needed by every verb does not work. */
export const warning = (name, found, mend) => ({ name, state: 'warning', found, mend });
/** Nothing works without it. */
export const missing = (name, found, mend) => ({ name, state: 'missing', found, mend });

/**
 * Runs a command without a shell.
 *
 * @returns `isThere` false where there is no such command; `output` is what it said on both channels, `text` its stdout
 */
export function tryCommand(command, words, options = {}) {
  const result = spawnSync(command, words, { encoding: 'utf8', timeout: TIMEOUT_MS, ...options });
  const text = (result.stdout ?? '').trim();
  return {
    isThere: result.error?.code !== 'ENOENT',
    succeeded: result.status === 0,
    signal: result.signal,
    text,
    output: [text, (result.stderr ?? '').trim()].filter((part) => part !== '').join('\n'),
  };
}

export function gigabytes(bytes) {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
