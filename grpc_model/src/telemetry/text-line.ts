import { escapeLine } from './escape-line';

/** A line as it is written in JSON. */
export interface LogRecord {
  readonly level: string;
  readonly time: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** What stands before every further line of a record, so that none can be mistaken for a record of its own. */
const INDENT = '    | ';

const COLOURS: Readonly<Record<string, string>> = { debug: '90', info: '32', warn: '33', error: '31' };

/** Text that needs no quotes. */
const BARE = /^[\w.:/@+-]+$/;

/**
 * A record for people: time, level, message and fields in one line, and below it, indented, the lines of a stack.
 *
 * @param inColour whether the reader is a terminal
 */
export function textLine({ level, time, msg, ...fields }: LogRecord, inColour: boolean): string {
  const paint = (text: string, colour: string) => (inColour ? `\u001b[${colour}m${text}\u001b[0m` : text);
  const head = `${clock(time)} ${paint(level.toUpperCase().padEnd(5), COLOURS[level] ?? '0')} ${escapeLine(visible(msg))}`;
  const flat: string[] = [];
  let below = '';
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'stack' && typeof value === 'string') below = indented(value);
    else flat.push(`${bare(name)}=${typeof value === 'string' ? bare(value) : escapeLine(JSON.stringify(value))}`);
  }
  const tail = flat.length === 0 ? '' : ` ${paint(flat.join(' '), '90')}`;
  return `${head}${tail}\n${below}`;
}

/** Controls that have a name of their own are easier to read with it. */
function visible(text: string): string {
  return text.replace(/[\n\r\t]/g, (character) => JSON.stringify(character).slice(1, -1));
}

function bare(text: string): string {
  return BARE.test(text) ? text : escapeLine(JSON.stringify(text));
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `${INDENT}${escapeLine(visible(line))}\n`)
    .join('');
}

/** The time of day here, with milliseconds. */
function clock(timeMs: number): string {
  const time = new Date(timeMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const milliseconds = String(time.getMilliseconds()).padStart(3, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${milliseconds}`;
}
