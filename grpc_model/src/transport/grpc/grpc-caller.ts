import type { ServerUnaryCall } from '@grpc/grpc-js';
import type { Caller } from '../../core/call';
import { CallRecord } from '../../core/call-record';
import { identityOf } from './grpc-gate';
import { REQUEST_ID_HEADER, requestIdOf } from '../request-id';
import { textOf } from './text-of';

type AnyCall = ServerUnaryCall<unknown, unknown>;

/** What a gRPC call says about its caller. */
export class GrpcCaller implements Caller {
  readonly record: CallRecord;
  readonly #call: AnyCall;
  readonly #onClosed: (() => void)[] = [];

  /**
   * @param protocol the folder of the protocol
   * @param method the rpc's name
   */
  constructor(call: AnyCall, protocol: string, method: string) {
    this.#call = call;
    this.record = new CallRecord({
      requestId: requestIdOf(textOf(call.metadata, REQUEST_ID_HEADER)),
      protocol,
      method,
      peer: call.getPeer(),
      traceParent: textOf(call.metadata, 'traceparent'),
    });
    this.record.identity = identityOf(call.metadata);
    onStreamClosed(call, () => {
      for (const listener of this.#onClosed) listener();
    });
  }

  get deadlineMs(): number {
    const deadline = this.#call.getDeadline();
    return typeof deadline === 'number' ? deadline : deadline.getTime();
  }

  onClosed(listener: () => void): void {
    // Who comes late must hear of it, too: what it wants to give back would be held for ever.
    if (this.#call.cancelled) listener();
    else this.#onClosed.push(listener);
  }
}

/** Calls the listener once when the call's stream is closed, for whatever reason: answered, cancelled or broken off. */
export function onStreamClosed(
  call: { on(event: 'cancelled', listener: () => void): unknown },
  listener: () => void,
): void {
  // grpc-js calls it "cancelled", and emits it, once, after a call that succeeded, too.
  call.on('cancelled', listener);
}
