import { randomUUID } from 'node:crypto';

/** The header, or metadata key, in which a caller gives a call's request id, and gets it back. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** What may stand in a log line without being mistaken for more than an id. */
const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** The request id that the caller gave, or one made here where it gave none that could be one. */
export function requestIdOf(given: string | undefined): string {
  return given !== undefined && REQUEST_ID.test(given) ? given : randomUUID();
}
