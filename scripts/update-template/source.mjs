// Gets two versions of the template into a repository of their own: as little of it as possible, and nothing checked out.
import { existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { git, tryGit, UpdateError } from './git.mjs';

const FULL_HASH = /^[0-9a-f]{40}([0-9a-f]{24})?$/;
const URL = /^(https|ssh|file):\/\/[^-\s]/;
/** user@host:path, as ssh takes it. */
const SSH_SHORT = /^[\w.]+@[\w.][\w.-]*:[^-\s]/;

/** The command line is wrong. */
export class UsageError extends Error {
  name = 'UsageError';
}

export function isUrl(source) {
  return URL.test(source) || SSH_SHORT.test(source);
}

/** @returns what git can fetch from: a URL, or the absolute path of a folder that exists */
export function checkSource(given) {
  if (isUrl(given)) return given;
  if (/^[a-z][a-z0-9+.-]*:/i.test(given) && !existsSync(given)) {
    throw new UsageError(`"${given}": expected https://, ssh://, user@host:path, file:// or a folder.`);
  }
  if (given.startsWith('-')) throw new UsageError(`"${given}" is no URL and no folder.`);
  if (!existsSync(given))
    throw new UsageError(`There is no folder ${given}; expected a checkout of the template, or its URL.`);
  return resolve(given);
}

export function checkRef(given) {
  const isRef = tryGit('.', ['check-ref-format', '--allow-onelevel', given]).code === 0;
  if (isRef && !given.startsWith('-')) return given;
  throw new UsageError(`--ref ${given}: expected a branch, a tag or a commit.`);
}

/** What is recorded must not tell a password. */
export function withoutCredentials(source) {
  return source.replace(/^(https:\/\/)[^/@]*@/, '$1');
}

/** The template's newer version and, when it is known and can be had, the one that the fork has, without their history. */
export function fetchShallow(store, source, ref, base) {
  initialize(store);
  fetch(store, source, ref, ['--depth=1']);
  const commit = fetchedCommit(store);
  const hasBase = base === commit || (FULL_HASH.test(base) && tryFetch(store, source, base, ['--depth=1']).code === 0);
  return { commit, hasBase };
}

/** The template's newer version with all its history. */
export function fetchHistory(store, source, ref) {
  initialize(store);
  // A shortened hash can only be looked up in the history.
  if (/^[0-9a-f]{7,39}$/.test(ref) && tryFetch(store, source, ref, []).code !== 0) {
    fetch(store, source, '+refs/heads/*:refs/heads/*', []);
    return git(store, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]).trim();
  }
  fetch(store, source, ref, []);
  return fetchedCommit(store);
}

export function hasCommit(store, commit) {
  return FULL_HASH.test(commit) && tryGit(store, ['cat-file', '-e', `${commit}^{commit}`]).code === 0;
}

function initialize(store) {
  mkdirSync(store, { recursive: true });
  git(store, ['init', '--quiet', '--bare']);
}

function fetchedCommit(store) {
  return git(store, ['rev-parse', '--verify', 'FETCH_HEAD^{commit}']).trim();
}

function fetch(store, source, ref, flags) {
  const { code, stderr } = tryFetch(store, source, ref, flags);
  if (code === 0) return;
  const shown = withoutCredentials(source);
  // git repeats the address, with a password that may be in it.
  const reason = stderr.replaceAll(source, shown);
  throw new UpdateError(`The template cannot be fetched from ${shown} (${ref}):\n${reason}\n${adviceFor(stderr)}`);
}

function tryFetch(store, source, ref, flags) {
  // "--" keeps a source or a ref from being read as an option, such as --upload-pack=<command>.
  return tryGit(store, ['fetch', '--quiet', '--no-tags', '--no-recurse-submodules', ...flags, '--', source, ref]);
}

function adviceFor(stderr) {
  if (/couldn't find remote ref|not our ref/.test(stderr))
    return 'Look at the name in --ref: a branch, a tag or a full commit.';
  if (/Could not resolve|timed out|unable to access|Connection/.test(stderr))
    return 'Is there a network, or a proxy to be set?';
  if (/Permission denied|Authentication|could not read Username/.test(stderr)) {
    return 'May you read it? With ssh: is your key loaded? With https: is a credential helper set?';
  }
  if (/dubious ownership/.test(stderr)) return 'Another user owns that folder; a clone of your own does.';
  return 'Look at the address: it has to be a git repository.';
}
