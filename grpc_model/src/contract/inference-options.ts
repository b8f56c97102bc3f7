/** What the caller asked for, and what the wrapper may use, for one call of a wrapper's method. */
export interface InferenceOptions {
  /** The caller wants `drift` filled in. A model without drift detection ignores it. */
  readonly detectDrift: boolean;
  /** The caller wants `explanation` filled in. A model without explanations ignores it. */
  readonly explain: boolean;
  /**
   * What the caller gave beside its inputs, by name, for example how many words a text may have at most. Nobody has checked
   * names or values, and most protocols have none; calls whose parameters differ never share a batch. Read them by name:
   * the object has no prototype.
   */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /**
   * Fires when nobody waits for the answer any longer: the caller hung up, its deadline or `timeouts.run` has passed.
   * Long work looks at it between steps (`signal.throwIfAborted()`); a worker that goes on regardless is replaced.
   */
  readonly signal: AbortSignal;
  /** Writes to the server's log, with the call's request id in every line. */
  readonly logger: Logger;
}

/** A parameter of a call. Numbers are numbers; a whole one beyond 2^53, which these do not hold exactly, is a bigint. */
export type ParameterValue = string | number | boolean | bigint;

/** Levels from the least to the most urgent; `fields` become keys of the log line. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, unknown>>;
