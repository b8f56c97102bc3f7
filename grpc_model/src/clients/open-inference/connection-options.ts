import type { ClientTls } from '../credentials';

/** Where the server is, and how to reach it. */
export interface ConnectionOptions {
  readonly url: URL;
  readonly tls: ClientTls | undefined;
  /** Shown to the server with every call; undefined: none. */
  readonly token: string | undefined;
  /** The largest message to send or receive. */
  readonly maxMessageBytes: number;
}
