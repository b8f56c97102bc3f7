import type { Link, LinkListener } from './link';
import { ProcessLink } from './process-link';
import { ThreadLink } from './thread-link';

/** Starts a worker. */
export type OpenLink = (listener: LinkListener) => Link;

export interface LinkOptions {
  /** The compiled main module of a worker. */
  readonly workerMain: string;
  /** `inline` starts none. */
  readonly execution: 'process' | 'thread' | 'inline';
  /** Memory that the server shares with each worker process. */
  readonly sharedMemoryBytes: number;
}

/** Starts workers as the settings have it. */
export function linkOpener({ workerMain, execution, sharedMemoryBytes }: LinkOptions): OpenLink {
  return execution === 'thread'
    ? (listener) => new ThreadLink(workerMain, listener)
    : (listener) => new ProcessLink(workerMain, sharedMemoryBytes, listener);
}

/**
 * The same, with a first worker process that is starting already: it takes as long to start as the server does, and the
 * server need not know yet what it is for.
 */
export function linkOpenerAhead(options: LinkOptions): OpenLink {
  const open = linkOpener(options);
  if (options.execution !== 'process') return open;
  let heir: LinkListener | undefined;
  let ahead: Link | undefined = open({
    message: (message, body) => heir?.message(message, body),
    line: (line, stream) => heir?.line(line, stream),
    broken: (thrown) => heir?.broken(thrown),
  });
  return (listener) => {
    const link = ahead;
    if (link === undefined) return open(listener);
    ahead = undefined;
    heir = listener;
    return link;
  };
}
