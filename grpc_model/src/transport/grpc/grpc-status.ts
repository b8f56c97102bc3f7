import { status } from '@grpc/grpc-js';
import { ERROR_CODES, type ErrorCode, type ServingError } from '../../core/errors';

/** The gRPC status of a call that failed, for the listener itself, and for protocols that have no codes of their own. */
const GRPC_STATUS: Readonly<Record<ErrorCode, status>> = {
  'invalid-argument': status.INVALID_ARGUMENT,
  unauthenticated: status.UNAUTHENTICATED,
  'permission-denied': status.PERMISSION_DENIED,
  'not-found': status.NOT_FOUND,
  'already-exists': status.ALREADY_EXISTS,
  'failed-precondition': status.FAILED_PRECONDITION,
  'resource-exhausted': status.RESOURCE_EXHAUSTED,
  'too-large': status.RESOURCE_EXHAUSTED,
  'deadline-exceeded': status.DEADLINE_EXCEEDED,
  cancelled: status.CANCELLED,
  unimplemented: status.UNIMPLEMENTED,
  unavailable: status.UNAVAILABLE,
  'model-failed': status.UNKNOWN,
  internal: status.INTERNAL,
};

export function toGrpcStatus(error: ServingError): { code: status; details: string } {
  return { code: GRPC_STATUS[error.code], details: toDetails(error.message) };
}

/** Percent-encoded, it takes three times as much of the headers, for which clients allow 16 KiB. */
const MAX_DETAILS_BYTES = 4096;

/** The message as far as a header can carry it: one that is too long, or no Unicode, would break the call off. */
export function toDetails(message: string): string {
  const bytes = Buffer.from(message);
  if (bytes.byteLength <= MAX_DETAILS_BYTES) return bytes.toString();
  // Half a character at the end is left out.
  return `${new TextDecoder().decode(bytes.subarray(0, MAX_DETAILS_BYTES), { stream: true })}…`;
}

/** The core's code for a gRPC status that a server, this one or another, answered with. */
export function fromGrpcStatus(code: number): ErrorCode {
  const numbers: Readonly<Record<ErrorCode, number>> = GRPC_STATUS;
  return ERROR_CODES.find((each) => numbers[each] === code) ?? 'internal';
}
