import { join } from 'node:path';
import type { Change } from './changes';

/** The same changes with code and settings formatted as the project's formatter wants them, so that lint finds nothing. */
export async function formatChanges(root: string, changes: readonly Change[]): Promise<Change[]> {
  // Only the author's verbs need the formatter, and the image is without it.
  const { format, getFileInfo, resolveConfig } = await import('prettier');
  const formatted = async (change: Change): Promise<Change> => {
    if (change.kind !== 'write' || typeof change.content !== 'string') return change;
    const filepath = join(root, change.path);
    const { ignored, inferredParser } = await getFileInfo(filepath, { ignorePath: join(root, '.prettierignore') });
    if (ignored || inferredParser === null) return change;
    return { ...change, content: await format(change.content, { ...(await resolveConfig(filepath)), filepath }) };
  };
  return Promise.all(changes.map(formatted));
}
