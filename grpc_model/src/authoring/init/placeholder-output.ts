import type { NewOutput } from '../new-model';
import { essenceOf, smallestFile } from './media-samples';

/** The number of bytes of each input, by its name. */
export type Sizes = Readonly<Record<string, number>>;

/** What a placeholder answers for one output, as code and as content: the two are the same. */
interface PlaceholderOutput {
  /** An expression; `sizes` is the {@link Sizes}. */
  readonly source: string;
  readonly content: (sizes: Sizes) => string | Uint8Array;
  /** What the expression needs of the contract. */
  readonly imports?: 'json';
}

/** The name of the output that platforms read; the contract has a function for it. */
export const RESULTS_FILE = 'results.json';

const JSON_TEXT: PlaceholderOutput = {
  source: 'json(sizes)',
  content: (sizes) => JSON.stringify(sizes),
  imports: 'json',
};

/** By media type, the first that fits. Numbers alone, where a name would have to be escaped. */
const TEXTS: readonly (readonly [type: RegExp, output: PlaceholderOutput])[] = [
  [/csv$/, joined((list) => list, ',')],
  [/^text\/tab-separated-values$/, joined((list) => list, '\t')],
  [/^text\/html$/, joined((list) => `<p>${list}</p>`, ', ')],
  [
    /^image\/svg\+xml$/,
    joined((list) => `<svg xmlns="http://www.w3.org/2000/svg"><text y="16">${list}</text></svg>`, ', '),
  ],
  [/[/+]xml$/, joined((list) => `<sizes>${list}</sizes>`, ' ')],
];

/** Something that fits the output's media type. JSON is text as well as YAML, and better than nothing for the rest. */
export function placeholderOutput({ mediaType }: NewOutput): PlaceholderOutput {
  const file = smallestFile(mediaType);
  if (file !== undefined) {
    return {
      source: `Buffer.from(${JSON.stringify(file)}, 'base64')`,
      content: () => Buffer.from(file, 'base64'),
    };
  }
  const type = essenceOf(mediaType);
  return TEXTS.find(([pattern]) => pattern.test(type))?.[1] ?? JSON_TEXT;
}

/** Whether the output is the one that platforms read, in its envelope. */
export function isResults({ name, mediaType }: NewOutput): boolean {
  return name === RESULTS_FILE && essenceOf(mediaType) === 'application/json';
}

function joined(around: (list: string) => string, separator: string): PlaceholderOutput {
  const join = `Object.values(sizes).join(${JSON.stringify(separator)})`;
  const source = around('\0') === '\0' ? join : `\`${around(`\${${join}}`)}\``;
  return { source, content: (sizes) => around(Object.values(sizes).join(separator)) };
}
