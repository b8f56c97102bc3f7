import type { Metadata } from '@grpc/grpc-js';

/** The first text under a key of a call's metadata; undefined when there is none. */
export function textOf(metadata: Metadata, key: string): string | undefined {
  const [given] = metadata.get(key);
  return typeof given === 'string' ? given : undefined;
}
