import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, parse } from 'node:path';
import { messageOf } from '../../core/errors';
import type { InputFiles } from '../modzy-client';
import { UsageError } from './usage-error';

/** One item that can be read when its turn comes: a folder may hold more than memory does. */
export interface ItemSource {
  /** What to call it in front of people; no two items of a run have the same. */
  readonly label: string;
  /** A file, or "-", by input name. */
  readonly paths: Readonly<Record<string, string>>;
}

/**
 * The items that the inputs make: a folder gives one item for each of its files, and a file stands in every item. Several
 * folders are matched by file names without extensions.
 *
 * @throws UsageError when a path does not exist, a folder is empty, or folders do not match
 */
export function listItems(inputs: ReadonlyMap<string, string>): ItemSource[] {
  const folders = new Map<string, ReadonlyMap<string, string>>();
  const files: Record<string, string> = {};
  for (const [name, path] of inputs) {
    if (isFolder(name, path)) folders.set(name, filesByStem(name, path));
    else files[name] = path;
  }
  const [first] = folders.values();
  if (first === undefined) return [{ label: labelOf(Object.values(files)), paths: files }];
  return Array.from(first, ([stem, path]) => ({
    label: basename(path),
    paths: { ...files, ...Object.fromEntries(matching(stem, folders)) },
  }));
}

/** @throws UsageError when a file cannot be read */
export function readItem({ paths }: ItemSource): InputFiles {
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, readInput(name, path)]));
}

function matching(stem: string, folders: ReadonlyMap<string, ReadonlyMap<string, string>>): [string, string][] {
  return Array.from(folders, ([name, files]) => {
    const path = files.get(stem);
    if (path === undefined) throw new UsageError(`The folder of "${name}" has no file that is called ${stem}.`);
    if (files.size !== folders.values().next().value?.size) {
      throw new UsageError(`The folders hold different numbers of files; each item needs one file of each.`);
    }
    return [name, path];
  });
}

function filesByStem(name: string, folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort(new Intl.Collator('en', { numeric: true }).compare);
  if (files.length === 0) throw new UsageError(`--input ${name}=${folder}: the folder has no files.`);
  const byStem = new Map(files.map((file) => [parse(file).name, join(folder, file)]));
  // Two files of one name and different extensions are two items, unless they must match another folder's.
  return byStem.size === files.length ? byStem : new Map(files.map((file) => [file, join(folder, file)]));
}

function isFolder(name: string, path: string): boolean {
  if (path === '-') return false;
  try {
    return statSync(path).isDirectory();
  } catch (thrown) {
    throw new UsageError(`--input ${name}=${path}: ${messageOf(thrown)}`);
  }
}

function readInput(name: string, path: string): Buffer {
  try {
    return readFileSync(path === '-' ? 0 : path);
  } catch (thrown) {
    throw new UsageError(`--input ${name}=${path}: ${messageOf(thrown)}`);
  }
}

function labelOf(paths: readonly string[]): string {
  return paths.map((path) => (path === '-' ? 'standard input' : basename(path))).join(', ');
}
