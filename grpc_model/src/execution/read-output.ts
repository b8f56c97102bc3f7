import { ItemFailure } from '../contract';
import { messageOf, ServingError, toServingError } from '../core/errors';
import { failed, succeeded, type ItemResult, type Part } from '../core/request';
import { looksLikeTensor, readTensor } from './read-tensor';

/** The name under which a wrapper reports that an item failed, as the container contract has it. */
const ERROR_OUTPUT = 'error';

/** What a wrapper returned for one item, whatever it is, as a result. */
export function readOutput(returned: unknown): ItemResult {
  if (returned instanceof ItemFailure) return failed(toModelError(returned.reason));
  if (returned === undefined || returned === null) return modelFailed('The model returned no output for this item.');
  if (typeof returned !== 'object' || Array.isArray(returned) || ArrayBuffer.isView(returned)) {
    return modelFailed(
      `The model returned ${nameOfType(returned)}; expected an object with one entry for each output.`,
    );
  }
  const output = new Map<string, Part>();
  for (const [name, value] of Object.entries(returned)) {
    const part = toPart(value);
    if (typeof part === 'string') return modelFailed(`The model's output "${name}" ${part}.`);
    output.set(name, part);
  }
  const error = output.get(ERROR_OUTPUT);
  return error === undefined ? succeeded(output) : modelFailed(errorText(Buffer.from(error.bytes).toString()));
}

/** Whatever a wrapper threw: its caller's fault when it said so, else its own. */
export function toModelError(thrown: unknown): ServingError {
  const error = toServingError(thrown);
  if (error.code !== 'internal') return error;
  const kind = thrown instanceof Error ? thrown.name : typeof thrown;
  return new ServingError('model-failed', messageOf(thrown) || `${kind} without a message`, { cause: thrown });
}

function modelFailed(message: string): ItemResult {
  return failed(new ServingError('model-failed', message));
}

/** @returns what is wrong with the value, where it is no output */
function toPart(value: unknown): Part | string {
  if (typeof value === 'string') return { kind: 'bytes', bytes: Buffer.from(value) };
  if (ArrayBuffer.isView(value))
    return { kind: 'bytes', bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength) };
  if (!looksLikeTensor(value)) return `is ${nameOfType(value)}; expected bytes (Uint8Array), text or a tensor`;
  const reading = readTensor(value);
  return 'part' in reading ? reading.part : reading.problem;
}

/** A wrapper may write its error as the contract's JSON or as bare text. */
function errorText(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'error_message' in value) return String(value.error_message);
  } catch {
    // Bare text.
  }
  return text;
}

function nameOfType(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'object') {
    // An object may have been made without a prototype.
    const { constructor } = value as { readonly constructor?: { readonly name: string } };
    return `an object of type ${constructor?.name ?? 'Object'}`;
  }
  return `a ${typeof value}`;
}
