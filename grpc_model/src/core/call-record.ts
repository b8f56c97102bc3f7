import { performance } from 'node:perf_hooks';
import type { ErrorCode } from './errors';

/** How a call ended: `partial` when some of its items failed and others did not. */
export type Outcome = 'ok' | 'partial' | ErrorCode;

/** Every outcome but the errors' own codes. */
export const ANSWERED_OUTCOMES = ['ok', 'partial'] as const;

/** One piece of work that a worker did for a call, alone or together with others. Times are those of `performance.now()`. */
export interface WorkReport {
  readonly begunAtMs: number;
  readonly endedAtMs: number;
  /** How long the wrapper took of that, as the worker says; undefined where it did not say. */
  readonly wrapperMs: number | undefined;
  /** Items of all calls in it. */
  readonly items: number;
}

/** Who calls what, as the listener knows it before anything is decided. */
export interface CallOrigin {
  /** The caller's request id, or one made here. */
  readonly requestId: string;
  /** The folder of the protocol, for example `modzy`. */
  readonly protocol: string;
  /** What is called: an rpc or a route. */
  readonly method: string;
  /** The caller's address. */
  readonly peer: string;
  /** The caller's `traceparent`, as it came; undefined when there is none. */
  readonly traceParent: string | undefined;
}

/**
 * What is known of one call: every layer adds what it learns, and when the call is over, log, metrics and traces read it.
 * It holds no payload.
 */
export class CallRecord implements CallOrigin {
  readonly requestId: string;
  readonly protocol: string;
  readonly method: string;
  readonly peer: string;
  readonly traceParent: string | undefined;
  /** In milliseconds of `performance.now()`. */
  readonly beganAtMs = performance.now();
  /** When its answer, or its refusal, was handed to the transport; undefined before. */
  answeredAtMs: number | undefined;
  outcome: Outcome | undefined;
  /** The trace that it is in, when that is exported. */
  traceId: string | undefined;
  /** The name of the token that admitted it; undefined when none was needed or given. */
  identity: string | undefined;
  /** Empty when it named no model that there is. */
  model = '';
  /** Empty likewise. */
  modelVersion = '';
  items = 0;
  failedItems = 0;
  /** Bytes of inputs, and of outputs. */
  bytesIn = 0;
  bytesOut = 0;
  /** What workers did for it, in the order in which they ended. */
  readonly works: WorkReport[] = [];

  constructor({ requestId, protocol, method, peer, traceParent }: CallOrigin) {
    this.requestId = requestId;
    this.protocol = protocol;
    this.method = method;
    this.peer = peer;
    this.traceParent = traceParent;
  }

  /** The answer, or the refusal, is there; what comes later changes nothing. */
  answer(outcome: Outcome): void {
    if (this.answeredAtMs !== undefined) return;
    this.outcome ??= outcome;
    this.answeredAtMs = performance.now();
  }
}

/** Hears of every call that is over. It must not throw, and must not take long. */
export type CallListener = (record: CallRecord) => void;
