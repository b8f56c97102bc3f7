import type { HttpAnswer } from './http-route';

/** It has no charset (RFC 8259, 11); KServe's client compares it letter by letter before it reads an error. */
export const JSON_TYPE = 'application/json';

/** An answer in JSON. */
export function jsonAnswer(status: number, value: unknown): HttpAnswer {
  return jsonText(status, JSON.stringify(value));
}

/** An answer whose JSON is written already. */
export function jsonText(status: number, body: string): HttpAnswer {
  return { status, headers: { 'content-type': JSON_TYPE }, body };
}
