import { randomUUID } from 'node:crypto';
import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import type { Caller } from '../core/call';

const REQUEST_ID_HEADER = 'x-request-id';
/** What may stand in a log line without being mistaken for more than an id. */
const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** What a gRPC call says about its caller. */
export function callerOf<Request, Response>(call: ServerUnaryCall<Request, Response>): Caller {
  const deadline = call.getDeadline();
  return {
    id: requestIdOf(call.metadata),
    deadlineMs: typeof deadline === 'number' ? deadline : deadline.getTime(),
    onClosed: (listener) => onStreamClosed(call, listener),
  };
}

/** Calls the listener once when the call's stream is closed, for whatever reason: answered, cancelled or broken off. */
export function onStreamClosed<Request, Response>(
  call: ServerUnaryCall<Request, Response>,
  listener: () => void,
): void {
  // grpc-js calls it "cancelled", and emits it after a call that succeeded, too.
  call.once('cancelled', listener);
}

function requestIdOf(metadata: Metadata): string {
  const [given] = metadata.get(REQUEST_ID_HEADER);
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}
