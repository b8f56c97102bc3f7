import { ServingError } from '../../core/errors';

/** Lines end as the writer likes. */
const LINE_END = /\r\n|\n|\r/;

/**
 * The data of each event of a `text/event-stream`, whose lines are put together. Comments and other fields are left out, as is an
 * event that is cut off.
 *
 * @throws ServingError `resource-exhausted` when one event is longer than the given number of characters
 */
export async function* eventsOf(pieces: AsyncIterable<Uint8Array>, maxChars: number): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let data: string[] = [];
  let length = 0;
  for await (const piece of pieces) {
    rest += decoder.decode(piece, { stream: true });
    // Half of a line end may be all that has come.
    const keeps = rest.endsWith('\r');
    const lines = (keeps ? rest.slice(0, -1) : rest).split(LINE_END);
    rest = `${lines.pop() ?? ''}${keeps ? '\r' : ''}`;
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) yield data.join('\n');
        data = [];
        length = 0;
      } else if (/^data(:|$)/.test(line)) {
        data.push(line.replace(/^data:? ?/, ''));
        length += line.length;
      }
    }
    if (length + rest.length > maxChars)
      throw new ServingError('resource-exhausted', `An event of the server is longer than ${maxChars} characters.`);
  }
}
