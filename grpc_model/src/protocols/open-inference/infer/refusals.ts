import { ServingError } from '../../../core/errors';
import { printable } from './printable';

const MAX_SHOWN = 8;

/** Which request is at fault, for messages. */
export interface Subject {
  /** The request's; empty when it has none. */
  readonly id: string;
  readonly model: string;
}

export function refused(text: string): ServingError {
  return new ServingError('invalid-argument', text);
}

/** Contract section 3.7, †: the message names the request. */
export function refusedIn({ id }: Subject, text: string): ServingError {
  return refused(`[request id: ${id === '' ? '<id_unknown>' : printable(id)}] ${text}`);
}

/** `[-1,16]`. A caller may have sent a shape of any length. */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.slice(0, MAX_SHOWN).join(',')}${shape.length > MAX_SHOWN ? ',…' : ''}]`;
}

/** `['A','B']` */
export function namesText(names: readonly string[]): string {
  const shown = names.slice(0, MAX_SHOWN).map((name) => `'${printable(name)}'`);
  return `[${shown.join(',')}${names.length > MAX_SHOWN ? ',…' : ''}]`;
}
