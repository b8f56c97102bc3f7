import { parseVersion } from '../catalog/version';
import { slugOf } from '../catalog/sources/model-name';
import { parseSize } from '../core/quantity';
import type { NewInput, NewOutput, NewPart } from './new-model';

/** What `NAME:MEDIA TYPES:LARGEST SIZE` looks like, for messages. */
export const PART_FORM = 'NAME:MEDIA TYPE:LARGEST SIZE, for example text.txt:text/plain:1M';

const MEDIA_TYPE = /^[\w.+-]+\/[\w.+-]+$/;
/** What the source of a wrapper has other meanings for. */
const TAKEN_CLASSES: ReadonlySet<string> = new Set(
  'Buffer Object Promise JSON InferenceOptions ModelInput ModelOutput ModelWrapper'.split(' '),
);

/** @throws Error unless it is one line of text */
export function readLine(answer: string): string {
  const text = answer.trim();
  if (text === '') throw new Error('It is empty; expected a text.');
  if (/[\u0000-\u001f\u007f-\u009f]/.test(text)) throw new Error('Expected one line, without control characters.');
  return text;
}

/** @throws Error unless it is a version of a model */
export function readVersion(answer: string): string {
  const text = answer.trim();
  if (!text.includes('.') || parseVersion(text) === undefined) {
    throw new Error('Expected a version x.y.z, each part a number below 1000, for example 1.0.0.');
  }
  return text;
}

/** @throws Error unless it is the name of a class that a wrapper can have */
export function readClassName(answer: string): string {
  const text = answer.trim();
  if (!/^[A-Z][A-Za-z0-9]*$/.test(text)) {
    throw new Error('Expected letters and digits, beginning with a capital letter, for example SentimentOfText.');
  }
  if (TAKEN_CLASSES.has(text)) throw new Error(`${text} is taken; expected another name.`);
  return text;
}

/** The class of a model that has a name for people: that of `Handwritten digits, 2nd` is `HandwrittenDigits2nd`. */
export function classNameOf(name: string): string {
  const words = slugOf(name).split('-');
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^[A-Z]/.test(joined) && !TAKEN_CLASSES.has(joined) ? joined : `Model${joined}`;
}

/** @throws Error unless it is a number of items that one call can have */
export function readBatchSize(answer: string): number {
  const number = /^\d{1,6}$/.test(answer.trim()) ? Number(answer) : 0;
  if (number < 1) throw new Error('Expected a whole number from 1 to 999999.');
  return number;
}

/** Several media types are separated by commas; none, or `*`, is any. @throws Error unless it describes an input */
export function readInput(answer: string): NewInput {
  const { name, types, ...rest } = readPart(answer);
  const mediaTypes = types === '' || types === '*' || types === '*/*' ? [] : types.split(',').map(readMediaType);
  return { name, mediaTypes, ...rest, description: rest.description || `The input ${name}.` };
}

/** @throws Error unless it describes an output */
export function readOutput(answer: string): NewOutput {
  const { name, types, ...rest } = readPart(answer);
  if (name === 'error') throw new Error('The name "error" is taken for failures; expected another name.');
  return { name, mediaType: readMediaType(types), ...rest, description: rest.description || `The output ${name}.` };
}

interface PartAnswer extends Pick<NewPart, 'name' | 'maxSize' | 'description'> {
  readonly types: string;
}

function readPart(answer: string): PartAnswer {
  const [name, types, maxSize, ...description] = answer.split(':').map((each) => each.trim());
  if (name === undefined || types === undefined || maxSize === undefined) throw new Error(`Expected ${PART_FORM}.`);
  if (!isFileName(name)) {
    throw new Error(
      `The name ${JSON.stringify(name)} is also that of a file in each test case; ` +
        'expected letters, digits, spaces, dots, underscores and hyphens, and neither "case.yaml" nor a dot in front.',
    );
  }
  if (parseSize(maxSize) === undefined) {
    throw new Error(
      `The largest size is ${JSON.stringify(maxSize)}; expected one such as 5M (decimal) or 5Mi (binary).`,
    );
  }
  return { name, types, maxSize, description: description.join(': ') };
}

function isFileName(name: string): boolean {
  return /^(?!__)[\p{L}\p{N}_][\p{L}\p{N} ._-]{0,199}$/u.test(name) && name !== 'case.yaml';
}

function readMediaType(type: string): string {
  const trimmed = type.trim().toLowerCase();
  if (MEDIA_TYPE.test(trimmed)) return trimmed;
  throw new Error(`The media type is ${JSON.stringify(type)}; expected one such as application/json or image/png.`);
}
