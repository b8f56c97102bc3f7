import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';

/** The most characters of one line; a longer one is cut into several, so that nothing is kept without a bound. */
const MAX_LINE_CHARS = 4096;

/** Calls the function with every line of text that a process writes. */
export function forwardLines(stream: Readable, take: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const takeLine = (line: string) => {
    for (let at = 0; at === 0 || at < line.length; at += MAX_LINE_CHARS) take(line.slice(at, at + MAX_LINE_CHARS));
  };
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split(/\r?\n/);
    rest = lines.pop() ?? '';
    lines.forEach(takeLine);
    if (rest.length < MAX_LINE_CHARS) return;
    takeLine(rest);
    rest = '';
  });
  stream.on('end', () => {
    if (rest !== '') takeLine(rest);
  });
}
