import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';

/**
 * Bytes as people write them: pairs of hex digits, and texts in quotes. `0a 04 "echo"` are six bytes. Lengths are written by
 * hand: nothing here knows what a message is.
 */
export function golden(...lines: readonly string[]): Buffer {
  const tokens = lines.join(' ').match(/"[^"]*"|\S+/g) ?? [];
  return Buffer.concat(tokens.map((token) => (token.startsWith('"') ? Buffer.from(token.slice(1, -1)) : hex(token))));
}

function hex(digits: string): Buffer {
  if (/^([0-9a-f]{2})+$/.test(digits)) return Buffer.from(digits, 'hex');
  throw new Error(`${digits} is neither pairs of hex digits nor a text in quotes.`);
}

/** What a stream of messages was answered with: the answers, and then its status. */
export interface StreamAnswers {
  readonly answers: readonly string[];
  /** `OK`, or `<code>: <details>`. */
  readonly status: string;
}

/** A gRPC client that has no codec: requests and answers are bytes, answers in hex digits. */
export class BytesClient {
  readonly #client: Client;

  constructor(
    port: number,
    private readonly service: string,
  ) {
    this.#client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  }

  unary(rpc: string, request: Buffer): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(this.#path(rpc), asItIs, asItIs, request, (error, answer) => {
        if (error === null) resolve(answer!.toString('hex'));
        else reject(error);
      });
    });
  }

  /** Sends each message when the one before it is answered. */
  stream(
    rpc: string,
    messages: readonly Buffer[],
    headers: Readonly<Record<string, string>> = {},
  ): Promise<StreamAnswers> {
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
    const stream = this.#client.makeBidiStreamRequest(this.#path(rpc), asItIs, asItIs, metadata);
    const answers: string[] = [];
    const sendNext = () => {
      const message = messages[answers.length];
      if (message === undefined) stream.end();
      else stream.write(message);
    };
    sendNext();
    return new Promise((resolve) => {
      stream.on('data', (answer: Buffer) => {
        answers.push(answer.toString('hex'));
        sendNext();
      });
      stream.on('error', ({ code, details }: ServiceError) => resolve({ answers, status: `${code}: ${details}` }));
      stream.on('end', () => resolve({ answers, status: 'OK' }));
    });
  }

  close(): void {
    this.#client.close();
  }

  #path(rpc: string): string {
    return `/${this.service}/${rpc}`;
  }
}

function asItIs(bytes: Buffer): Buffer {
  return bytes;
}

/**
 * The fields of a message, for one with numbers that vary: `1.6: 03` by the path of their numbers, `*` in the place of those.
 *
 * @param messages the paths of fields that are messages
 * @param varying the ends of the paths of fields whose values are not looked at
 */
export function outline(bytes: Buffer, messages: readonly string[], varying: readonly string[], prefix = ''): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.byteLength;) {
    const path = `${prefix}${bytes[at]! >> 3}`;
    const isDelimited = (bytes[at]! & 7) === 2;
    let end = at + 1;
    while (bytes[end]! & 0x80) end++;
    const from = isDelimited ? end + 1 : at + 1;
    // No message of these has 128 bytes.
    if (isDelimited) end += bytes[end]!;
    const value = bytes.subarray(from, end + 1);
    if (messages.includes(path)) lines.push(...outline(value, messages, varying, `${path}.`));
    else lines.push(`${path}: ${varying.some((each) => path.endsWith(each)) ? '*' : value.toString('hex')}`);
    at = end + 1;
  }
  return lines;
}
