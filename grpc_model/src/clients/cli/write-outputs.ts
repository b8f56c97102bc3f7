import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { SentItem } from './send-items';

/** Writes one item's outputs to `<folder>/<item>/<output name>`; a failed item's message to `error.txt`. */
export function writeOutputs(folder: string, { label, answer }: SentItem): void {
  const itemFolder = join(folder, fileNameOf(label));
  mkdirSync(itemFolder, { recursive: true });
  if (!answer.success) return writeFileSync(join(itemFolder, 'error.txt'), `${answer.error}\n`);
  for (const [name, content] of Object.entries(answer.output))
    writeFileSync(join(itemFolder, fileNameOf(name)), content);
}

/** A name from elsewhere is no path: only its last part counts, and dots alone lead nowhere. */
function fileNameOf(name: string): string {
  const last = basename(name);
  return /^\.{0,2}$/.test(last) ? `_${last}` : last;
}
