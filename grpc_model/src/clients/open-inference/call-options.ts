export interface CallOptions {
  /** How long the call may take, all attempts together, in milliseconds; default: the client's. */
  readonly timeoutMs?: number;
  /** Ends the call when it fires; the server stops the work. */
  readonly signal?: AbortSignal;
}
