import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const PIECE_BYTES = 1024 * 1024;

/** What a verb will do to one file. Paths are relative to the project, with `/`. */
export type Change =
  | { readonly kind: 'write'; readonly path: string; readonly content: string | Uint8Array }
  /** From anywhere, for what is too large to be held in memory. */
  | { readonly kind: 'copy'; readonly path: string; readonly from: string }
  /** A file, or a folder with everything in it. What is not there is left so. */
  | { readonly kind: 'remove'; readonly path: string };

/** Those that would change anything, so that a verb can be run again. */
export function effectiveChanges(root: string, changes: readonly Change[]): Change[] {
  return changes.filter((change) => {
    const path = join(root, change.path);
    if (change.kind === 'remove') return existsSync(path);
    return change.kind === 'write' ? !holds(path, Buffer.from(change.content)) : !isCopy(path, change.from);
  });
}

/** One line for each change, for people: `new`, `changed` or `removed`, and the path. */
export function describeChanges(root: string, changes: readonly Change[]): string[] {
  return changes.map(({ kind, path }) => {
    if (kind === 'remove') return `removed  ${path}`;
    return `${existsSync(join(root, path)) ? 'changed' : 'new    '}  ${path}`;
  });
}

/** Makes the changes, in their order; folders that a removal leaves empty go with it. */
export function applyChanges(root: string, changes: readonly Change[]): void {
  for (const change of changes) {
    const path = join(root, change.path);
    if (change.kind === 'remove') {
      rmSync(path, { recursive: true, force: true });
      removeEmptyFolders(root, dirname(path));
      continue;
    }
    mkdirSync(dirname(path), { recursive: true });
    if (change.kind === 'write') writeFileSync(path, change.content);
    else cpSync(change.from, path);
  }
}

function holds(path: string, content: Uint8Array): boolean {
  return existsSync(path) && statSync(path).isFile() && readFileSync(path).equals(content);
}

/** Weights may be larger than memory, so they are compared piece by piece. */
function isCopy(path: string, from: string): boolean {
  if (!existsSync(path) || statSync(path).size !== statSync(from).size) return false;
  const [one, other] = [openSync(path, 'r'), openSync(from, 'r')];
  const [first, second] = [Buffer.alloc(PIECE_BYTES), Buffer.alloc(PIECE_BYTES)];
  try {
    for (;;) {
      const read = readSync(one, first);
      if (readSync(other, second) !== read || first.compare(second, 0, read, 0, read) !== 0) return false;
      if (read === 0) return true;
    }
  } finally {
    closeSync(one);
    closeSync(other);
  }
}

function removeEmptyFolders(root: string, folder: string): void {
  for (let each = folder; each !== root && existsSync(each) && readdirSync(each).length === 0; each = dirname(each)) {
    rmdirSync(each);
  }
}
