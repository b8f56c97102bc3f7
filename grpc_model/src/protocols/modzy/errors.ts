import { status } from '@grpc/grpc-js';
import { ERROR_CODES, type ErrorCode, type ServingError } from '../../core/errors';

/** The gRPC status of a call that failed as a whole. Items that fail are answered inside a successful call. */
const GRPC_STATUS: Readonly<Record<ErrorCode, status>> = {
  'invalid-argument': status.INVALID_ARGUMENT,
  unauthenticated: status.UNAUTHENTICATED,
  'permission-denied': status.PERMISSION_DENIED,
  'not-found': status.NOT_FOUND,
  'already-exists': status.ALREADY_EXISTS,
  'failed-precondition': status.FAILED_PRECONDITION,
  'resource-exhausted': status.RESOURCE_EXHAUSTED,
  'deadline-exceeded': status.DEADLINE_EXCEEDED,
  cancelled: status.CANCELLED,
  unimplemented: status.UNIMPLEMENTED,
  unavailable: status.UNAVAILABLE,
  'model-failed': status.UNKNOWN,
  internal: status.INTERNAL,
};

export function toGrpcStatus(error: ServingError): { code: status; details: string } {
  return { code: GRPC_STATUS[error.code], details: error.message };
}

/** The core's code for a gRPC status that a server of this contract, ours or another's, answered with. */
export function fromGrpcStatus(code: status): ErrorCode {
  const known = ERROR_CODES.find((errorCode) => GRPC_STATUS[errorCode] === code);
  return known ?? 'internal';
}
