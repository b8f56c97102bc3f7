import type { HttpListener } from '../../../../../src/transport/http/http-listener';
import { HttpListener as Listener } from '../../../../../src/transport/http/http-listener';
import { openInferenceRest } from '../../../../../src/protocols/open-inference/rest';
import { listenerDefaults } from '../../../../support/limits';
import type { CallRecord } from '../../../../../src/core/call-record';
import { FakeOpenInference } from './fake-open-inference';

export interface Answered {
  readonly status: number;
  readonly type: string | null;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
  readonly json: unknown;
}

/** The service over a real socket, with somebody else behind it. */
export class RestFixture {
  readonly openInference = new FakeOpenInference();
  readonly service = openInferenceRest(this.openInference, {
    maxMessageBytes: 64 * 1024,
    maxJsonDepth: 16,
    maxRequestParts: 50,
  });
  /** Of the calls that are over. */
  readonly records: CallRecord[] = [];
  #listener: HttpListener | undefined;
  #url = '';

  async start(): Promise<this> {
    this.#listener = new Listener({
      ...listenerDefaults(),
      onCallEnd: (record) => this.records.push(record),
      onUnforeseen: () => undefined,
    });
    this.#listener.add(this.service);
    this.#url = `http://127.0.0.1:${await this.#listener.listen()}`;
    return this;
  }

  async stop(): Promise<void> {
    await this.#listener?.close(0);
  }

  async get(path: string): Promise<Answered> {
    return answeredBy(await fetch(`${this.#url}${path}`));
  }

  /** @param body an object is sent as JSON */
  async post(
    path: string,
    body: unknown = '',
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ): Promise<Answered> {
    const isPlain = typeof body === 'string' || body instanceof Uint8Array;
    const sent = isPlain ? Buffer.from(body as string) : Buffer.from(JSON.stringify(body));
    return answeredBy(
      await fetch(`${this.#url}${path}`, { method: 'POST', body: sent, headers, signal: signal ?? null }),
    );
  }
}

async function answeredBy(response: Response): Promise<Answered> {
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = bytes.toString();
  const type = response.headers.get('content-type');
  const json: unknown = type === 'application/json' && text !== '' ? JSON.parse(text) : undefined;
  return { status: response.status, type, headers: response.headers, bytes, text, json };
}
