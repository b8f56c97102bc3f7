import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, parse } from 'node:path';
import type { SentItem } from './send-items';

/** Writes one item's outputs to `<folder>/<item>/<output name>`; a failed item's message to `error.txt`. */
export function writeOutputs(folder: string, { label, answer }: SentItem): void {
  const itemFolder = join(folder, parse(basename(label)).name);
  mkdirSync(itemFolder, { recursive: true });
  if (!answer.success) return writeFileSync(join(itemFolder, 'error.txt'), `${answer.error}\n`);
  // A name from a server is no path: only its last part counts.
  for (const [name, content] of Object.entries(answer.output)) writeFileSync(join(itemFolder, basename(name)), content);
}
