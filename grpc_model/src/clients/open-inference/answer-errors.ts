import { status, type ServiceError } from '@grpc/grpc-js';
import { ServingError, type ErrorCode } from '../../core/errors';
import { fromGrpcStatus } from '../../protocols/open-inference/errors';

/** Statuses of HTTP whose code the class of the status does not tell. */
const CODE_OF_HTTP_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthenticated',
  403: 'permission-denied',
  404: 'not-found',
  408: 'deadline-exceeded',
  409: 'failed-precondition',
  412: 'failed-precondition',
  424: 'model-failed',
  // As over gRPC, where both have one status.
  413: 'resource-exhausted',
  429: 'resource-exhausted',
  499: 'cancelled',
  501: 'unimplemented',
  502: 'unavailable',
  503: 'unavailable',
  504: 'deadline-exceeded',
};

/** The core's code for the status of an HTTP answer that is no success. */
export function fromHttpStatus(httpStatus: number): ErrorCode {
  return CODE_OF_HTTP_STATUS[httpStatus] ?? (httpStatus >= 400 && httpStatus < 500 ? 'invalid-argument' : 'internal');
}

/** The error of an HTTP answer that is no success, with the server's own sentence where there is one. */
export function fromHttpAnswer(httpStatus: number, body: Uint8Array): ServingError {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
  return new ServingError(fromHttpStatus(httpStatus), sentenceIn(text) ?? `The server answered ${httpStatus}.`);
}

/** @param url for the message where nobody answers */
export function fromServiceError(error: ServiceError, url: string): ServingError {
  const message = isUnreachable(error) ? nobodyAnswers(url, error.details) : error.details || error.message;
  return new ServingError(fromGrpcStatus(error.code), message, { cause: error });
}

/** The message of an error for which there was no server to answer. */
export function nobodyAnswers(url: string, reason: string): string {
  return `No model server answers at ${url} (${reason}).`;
}

function isUnreachable({ code, details }: ServiceError): boolean {
  return code === status.UNAVAILABLE && /connect|ECONN|ENOTFOUND|resolution|DNS/i.test(details);
}

/** `{"error": "…"}`, or bare text as proxies write it; undefined when there is nothing to read. */
function sentenceIn(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'error' in value && typeof value.error === 'string')
      return value.error;
  } catch {
    // Bare text.
  }
  return text.trim() === '' ? undefined : text.trim().slice(0, MAX_SHOWN_CHARS);
}

const MAX_SHOWN_CHARS = 500;
