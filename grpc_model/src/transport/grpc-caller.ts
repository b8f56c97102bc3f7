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
    onHangUp: (listener) => void call.on('cancelled', listener),
  };
}

function requestIdOf(metadata: Metadata): string {
  const [given] = metadata.get(REQUEST_ID_HEADER);
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}
