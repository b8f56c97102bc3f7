import { randomUUID } from 'node:crypto';
import type { ServerUnaryCall } from '@grpc/grpc-js';
import type { Caller } from '../core/call';
import { textOf } from './text-of';

const REQUEST_ID_HEADER = 'x-request-id';
/** What may stand in a log line without being mistaken for more than an id. */
const REQUEST_ID = /^[\w.:-]{1,128}$/;

type AnyCall = ServerUnaryCall<unknown, unknown>;

/** What a gRPC call says about its caller. Each call has one, so what few ask for is made only for them. */
export class GrpcCaller implements Caller {
  readonly #call: AnyCall;
  readonly #onClosed: (() => void)[] = [];
  #id: string | undefined;

  constructor(call: AnyCall) {
    this.#call = call;
    onStreamClosed(call, () => {
      for (const listener of this.#onClosed) listener();
    });
  }

  get id(): string {
    return (this.#id ??= this.#requestId());
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

  #requestId(): string {
    const given = textOf(this.#call.metadata, REQUEST_ID_HEADER);
    return given !== undefined && REQUEST_ID.test(given) ? given : randomUUID();
  }
}

/** Calls the listener once when the call's stream is closed, for whatever reason: answered, cancelled or broken off. */
export function onStreamClosed(call: Pick<AnyCall, 'on'>, listener: () => void): void {
  // grpc-js calls it "cancelled", and emits it, once, after a call that succeeded, too.
  call.on('cancelled', listener);
}
