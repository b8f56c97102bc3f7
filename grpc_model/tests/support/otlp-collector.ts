import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface SentAttribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number };
}

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly SentAttribute[];
  readonly status: { readonly code: number };
}

interface SentTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly SentAttribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
  }[];
}

export interface CollectedSpan extends Omit<SentSpan, 'attributes' | 'startTimeUnixNano' | 'endTimeUnixNano'> {
  readonly beginNs: bigint;
  readonly endNs: bigint;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A collector of traces that keeps what it gets, so that a test can wait for it. */
export class OtlpCollector {
  readonly spans: CollectedSpan[] = [];
  readonly requests: { readonly path: string | undefined; readonly headers: IncomingHttpHeaders }[] = [];
  readonly services = new Set<unknown>();
  /** Those of requests that came while it was silent. */
  readonly #held: ServerResponse[] = [];
  #isSilent = false;
  #server: Server | undefined;
  #port = 0;

  /** Listens: on the same port as before, where it did before. */
  async open(): Promise<string> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.requests.push({ path: request.url, headers: request.headers });
        this.#take(JSON.parse(Buffer.concat(chunks).toString()) as SentTraces);
        if (this.#isSilent) this.#held.push(response);
        else answer(response);
      });
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    return `http://127.0.0.1:${this.#port}`;
  }

  /** From now on takes requests, and answers none. */
  fallSilent(): void {
    this.#isSilent = true;
  }

  /** Answers all that it has not answered, and whatever comes. */
  speakAgain(): void {
    this.#isSilent = false;
    for (const response of this.#held.splice(0)) answer(response);
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  named(name: string): CollectedSpan[] {
    return this.spans.filter((span) => span.name === name);
  }

  /** The spans of the call with this request id, and of everything below it. */
  ofCall(requestId: string): CollectedSpan[] {
    const root = this.spans.find(({ attributes }) => attributes['call.request_id'] === requestId);
    return root === undefined ? [] : [root, ...this.#below(root)];
  }

  #below({ spanId }: CollectedSpan): CollectedSpan[] {
    return this.spans
      .filter(({ parentSpanId }) => parentSpanId === spanId)
      .flatMap((child) => [child, ...this.#below(child)]);
  }

  #take({ resourceSpans }: SentTraces): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      this.services.add(valuesOf(resource.attributes)['service.name']);
      for (const { spans } of scopeSpans) this.spans.push(...spans.map(collected));
    }
  }
}

function answer(response: ServerResponse): void {
  response.setHeader('content-type', 'application/json').end('{}');
}

function collected({ attributes, startTimeUnixNano, endTimeUnixNano, ...span }: SentSpan): CollectedSpan {
  const times = { beginNs: BigInt(startTimeUnixNano), endNs: BigInt(endTimeUnixNano) };
  return { ...span, ...times, attributes: valuesOf(attributes) };
}

function valuesOf(attributes: readonly SentAttribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));
}
