import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onExit } from './clean-up';

/** A copy of the running Node. */
export interface PrivateNode extends Disposable {
  readonly path: string;
}

/**
 * Copies Node, so that those who run the copy share its pages with each other and not with every other Node process of
 * the machine: their PSS is then what it is in a container.
 */
export function copyNode(): PrivateNode {
  const folder = mkdtempSync(join(tmpdir(), 'bench-node-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const forget = onExit(remove);
  const path = join(folder, 'node');
  copyFileSync(process.execPath, path);
  return {
    path,
    [Symbol.dispose]: () => {
      remove();
      forget();
    },
  };
}
