import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { TemporaryFolder } from './temporary-folder';

/** A copy of the running Node. */
export interface PrivateNode extends Disposable {
  readonly path: string;
}

/**
 * Copies Node, so that those who run the copy share its pages with each other and not with every other Node process of
 * the machine: their PSS is then what it is in a container.
 */
export function copyNode(): PrivateNode {
  const folder = new TemporaryFolder('node');
  const path = join(folder.path, 'node');
  copyFileSync(process.execPath, path);
  return { path, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}
