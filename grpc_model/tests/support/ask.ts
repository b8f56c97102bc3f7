import { request, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';

export interface Response {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Question extends RequestOptions {
  readonly body?: string | Uint8Array;
  readonly ca?: string | Buffer;
  readonly cert?: string;
  readonly key?: string;
}

/** One HTTP request, on a connection of its own unless an agent is given. */
export function ask(url: string, { body, ...options }: Question = {}): Promise<Response> {
  return new Promise((resolve, reject) => {
    const make = url.startsWith('https:') ? tlsRequest : request;
    const outgoing = make(url, { agent: false, ...options }, (incoming) => {
      const pieces: Buffer[] = [];
      incoming.on('data', (piece: Buffer) => pieces.push(piece));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const { statusCode = 0, headers } = incoming;
        resolve({ status: statusCode, headers, text: Buffer.concat(pieces).toString() });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
