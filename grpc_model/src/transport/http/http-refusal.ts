import { ServingError, toServingError, type ErrorCode } from '../../core/errors';
import type { HttpAnswer, HttpService } from './http-route';
import { jsonAnswer } from './json-answer';

/** A request that the listener itself refuses, with a status that HTTP has for it and no protocol may change. */
export class HttpRefusal extends Error {
  constructor(
    readonly status: number,
    readonly error: ServingError,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(error.message);
  }
}

const STATUS: Readonly<Record<ErrorCode, number>> = {
  'invalid-argument': 400,
  unauthenticated: 401,
  'permission-denied': 403,
  'not-found': 404,
  'already-exists': 409,
  'failed-precondition': 409,
  'resource-exhausted': 503,
  'too-large': 413,
  'deadline-exceeded': 504,
  cancelled: 499,
  unimplemented: 501,
  unavailable: 503,
  'model-failed': 500,
  internal: 500,
};

/** The answer to a call that failed, for services that have no form of their own: `{"error": "…"}`. */
export function plainAnswer(error: ServingError): HttpAnswer {
  const answer = jsonAnswer(STATUS[error.code], { error: error.message });
  return error.code === 'unauthenticated'
    ? { ...answer, headers: { ...answer.headers, 'www-authenticate': 'Bearer' } }
    : answer;
}

/** What a thrown error means to the core. */
export function errorOf(thrown: unknown): ServingError {
  if (thrown instanceof HttpRefusal) return thrown.error;
  return toServingError(fromFastify(thrown) ?? thrown);
}

/** The answer to a request that failed, in the form of the service that owns its path. */
export function answerTo(thrown: unknown, toAnswer: HttpService['toAnswer']): HttpAnswer {
  const refusal = thrown instanceof HttpRefusal ? thrown : undefined;
  const answer = toAnswer(errorOf(thrown));
  if (refusal === undefined) return answer;
  return { ...answer, status: refusal.status, headers: { ...answer.headers, ...refusal.headers } };
}

/** What Fastify itself refuses, for example a content type that is none. */
function fromFastify(thrown: unknown): ServingError | undefined {
  const isOurs = thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('FST_ERR_');
  const isCallers = isOurs && 'statusCode' in thrown && Number(thrown.statusCode) < 500;
  return isCallers ? new ServingError('invalid-argument', `The request is malformed: ${thrown.message}.`) : undefined;
}
