import { decodeNpy, isNpy } from '../../core/npy';
import { toTensor } from '../../core/tensor';
import { numbersOf } from '../../core/tensor-numbers';
import { describeTensor } from '../../core/tensor-shape';
import type { SentItem } from './send-items';

/** Output that is shorter is shown whole. */
const SHOWN_CHARS = 300;
const SHOWN_ELEMENTS = 10;

/** One item's answer as lines for a person: a classification as what it is and how sure, anything else as it is. */
export function describeAnswer({ label, answer }: SentItem): string {
  if (!answer.success) return printable(`${label}: FAILED: ${answer.error}`);
  const outputs = Object.entries(answer.output).map(([name, content]) => describeOutput(name, content));
  return printable(`${label}: ${outputs.join('; ')}`);
}

/** One item's answer as a JSON value: JSON outputs parsed, text as text, other bytes as base64. */
export function answerToJson({ label, answer }: SentItem): unknown {
  if (!answer.success) return { item: label, success: false, error: answer.error };
  const outputs = Object.entries(answer.output).map(([name, content]) => [name, contentToJson(content)]);
  return { item: label, success: true, outputs: Object.fromEntries(outputs) as Record<string, unknown> };
}

function describeOutput(name: string, content: Buffer): string {
  const document = parseJson(content);
  const predictions = predictionsOf(document);
  if (predictions.length > 0) return `${describePredictions(predictions)}${describeExtras(document)}`;
  const tensor = describeNpy(content);
  if (tensor !== undefined) return shorten(`${name}: ${tensor}`);
  const text = textOf(content);
  return text === undefined
    ? `${name}: ${content.length} bytes (--output DIR keeps them)`
    : shorten(`${name}: ${text.trim()}`);
}

/** Type, shape and the first elements; undefined when it is no NumPy file. */
function describeNpy(content: Buffer): string | undefined {
  if (!isNpy(content)) return undefined;
  const reading = decodeNpy(content);
  const tensor = 'part' in reading ? toTensor(reading.part) : undefined;
  if (tensor === undefined || tensor.datatype === 'BYTES') return undefined;
  const numbers = numbersOf(tensor);
  const shown = Array.from({ length: Math.min(SHOWN_ELEMENTS, numbers.length) }, (_, at) => short(numbers[at]!));
  return `${describeTensor(tensor.datatype, tensor.shape)} ${shown.join(', ')}${numbers.length > shown.length ? ', …' : ''}`;
}

function short(element: number | bigint): string {
  return typeof element === 'number' && !Number.isInteger(element) ? element.toPrecision(5) : String(element);
}

interface Prediction {
  readonly class: string;
  readonly score: number;
}

/** The predictions in the envelope of a classification, the likeliest first; empty when it is none. */
function predictionsOf(document: unknown): Prediction[] {
  const list = at(document, 'data', 'result', 'classPredictions');
  if (!Array.isArray(list) || !list.every(isPrediction)) return [];
  return list.sort((a, b) => b.score - a.score);
}

function describePredictions(predictions: readonly Prediction[]): string {
  const [best, ...others] = predictions.slice(0, 3).map((each) => `${each.class} (${percent(each.score)})`);
  return others.length === 0 ? `${best}` : `${best}, else ${others.join(', ')}`;
}

function describeExtras(document: unknown): string {
  const extras = (['explanation', 'drift'] as const).flatMap((key) => {
    const value = at(document, 'data', key);
    return value === null || value === undefined ? [] : [shorten(`\n  ${key}: ${JSON.stringify(value)}`)];
  });
  return extras.join('');
}

function percent(score: number): string {
  return `${(score * 100).toFixed(1)} %`;
}

function isPrediction(value: unknown): value is Prediction {
  return typeof at(value, 'class') === 'string' && typeof at(value, 'score') === 'number';
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (each, key) => (typeof each === 'object' && each !== null ? (each as Record<string, unknown>)[key] : undefined),
    value,
  );
}

function contentToJson(content: Buffer): unknown {
  return parseJson(content) ?? textOf(content) ?? { base64: content.toString('base64') };
}

function parseJson(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString());
  } catch {
    return undefined;
  }
}

/** @returns undefined when the bytes are not UTF-8 text */
function textOf(content: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}

/** Text from elsewhere must not steer the terminal: control characters but the line's end are shown as escapes. */
function printable(text: string): string {
  return text.replace(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g,
    (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

function shorten(text: string): string {
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}… (--json shows all)` : text;
}
