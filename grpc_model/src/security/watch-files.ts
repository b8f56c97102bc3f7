import { areSame, readFiles, type Contents } from './read-files';

export interface WatchedFiles {
  readonly paths: readonly string[];
  readonly pollMs: number;
  /** What was read at the start. */
  readonly known: readonly Contents[];
  /** Gets what all of them hold now whenever that is something else than before. Must not throw. */
  readonly onChange: (contents: readonly Contents[]) => void;
  /** Runs after every look. */
  readonly onLook?: () => void;
}

/**
 * Looks at files again and again, without keeping the process alive. They are small, so they are read each time: what stat
 * tells is the same for two changes in quick succession, and events do not come from every file system.
 *
 * @returns ends it
 */
export function watchFiles({ paths, pollMs, known, onChange, onLook }: WatchedFiles): () => void {
  let before = known;
  let isClosed = false;
  const look = async (): Promise<void> => {
    const contents = await readFiles(paths);
    if (isClosed) return;
    if (!areSame(before, contents)) {
      before = contents;
      onChange(contents);
    }
    onLook?.();
    wait();
  };
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    timer = setTimeout(() => void look(), pollMs).unref();
  };
  wait();
  return () => {
    isClosed = true;
    clearTimeout(timer);
  };
}
