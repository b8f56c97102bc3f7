import { status } from '@grpc/grpc-js';
import type { ErrorCode, ServingError } from '../../core/errors';
import { toDetails } from '../../transport/grpc/grpc-status';
import type { HttpAnswer } from '../../transport/http/http-route';
import { jsonAnswer } from '../../transport/http/json-answer';

/** For clients: more statuses than this server answers with. */
export { fromGrpcStatus } from '../../transport/grpc/grpc-status';

interface Wire {
  readonly grpc: status;
  readonly http: number;
}

/**
 * What the protocol's clients know: an unknown model is not found, a full queue is an unavailable server, which they try
 * again, unlike what is too large, and what the model did wrong is the server's fault.
 */
const WIRE: Readonly<Record<ErrorCode, Wire>> = {
  'invalid-argument': { grpc: status.INVALID_ARGUMENT, http: 400 },
  unauthenticated: { grpc: status.UNAUTHENTICATED, http: 401 },
  'permission-denied': { grpc: status.PERMISSION_DENIED, http: 403 },
  'not-found': { grpc: status.NOT_FOUND, http: 404 },
  'already-exists': { grpc: status.ALREADY_EXISTS, http: 400 },
  'failed-precondition': { grpc: status.FAILED_PRECONDITION, http: 400 },
  'resource-exhausted': { grpc: status.UNAVAILABLE, http: 503 },
  'too-large': { grpc: status.RESOURCE_EXHAUSTED, http: 413 },
  'deadline-exceeded': { grpc: status.DEADLINE_EXCEEDED, http: 504 },
  cancelled: { grpc: status.CANCELLED, http: 499 },
  unimplemented: { grpc: status.UNIMPLEMENTED, http: 501 },
  unavailable: { grpc: status.UNAVAILABLE, http: 503 },
  'model-failed': { grpc: status.INTERNAL, http: 500 },
  internal: { grpc: status.INTERNAL, http: 500 },
};

export function toGrpcStatus(error: ServingError): { readonly code: status; readonly details: string } {
  return { code: WIRE[error.code].grpc, details: toDetails(error.message) };
}

/** `{"error": "…"}`. */
export function toHttpAnswer(error: ServingError): HttpAnswer {
  const answer = jsonAnswer(WIRE[error.code].http, { error: error.message });
  const challenge = error.code === 'unauthenticated' ? { 'www-authenticate': 'Bearer' } : {};
  return { ...answer, headers: { ...answer.headers, ...challenge } };
}
