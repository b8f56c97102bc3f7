/**
 * What a caller needs for a call.
 *
 * - `open`: nothing, ever, such as health;
 * - `predict`, `train`: nothing until tokens are configured, then the role of that name, or `admin`;
 * - `scrape`: metrics on a port of their own; nothing until tokens are configured, then the role `metrics` or `admin`;
 * - `observe`: metrics and states on the control port; a caller on this machine, or the role `metrics` or `admin`;
 * - `control`: whatever changes the server; a caller on this machine, or the role `admin`.
 */
export const ACCESSES = ['open', 'predict', 'train', 'scrape', 'observe', 'control'] as const;
export type Access = (typeof ACCESSES)[number];

/** What a listener knows of a caller before it reads what is sent. */
export interface Visitor {
  /** The connection's other end is this machine. */
  readonly isLoopback: boolean;
  /** The `authorization` header as it came. */
  readonly authorization: string | undefined;
}

/** The one security policy, the same for every protocol and every listener. */
export interface Gate {
  /**
   * Lets a call in.
   *
   * @returns the name of the token that was given; undefined when none was needed
   * @throws ServingError `unauthenticated` or `permission-denied`, with what to do
   */
  admit(access: Access, visitor: Visitor): string | undefined;
}
