import { Metadata, type Client } from '@grpc/grpc-js';

/** An answer, and the trailing metadata beside it. */
export interface UnaryAnswer<Response> {
  readonly response: Response;
  readonly trailers: Metadata;
}

/** The parts of a generated method definition that a call needs. */
export interface Method<Request, Response> {
  readonly path: string;
  readonly requestSerialize: (request: Request) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => Response;
}

export interface UnaryCallOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Sent before the request; default: none. */
  readonly metadata?: Metadata | undefined;
  /** Called when the first part of an answer is there. A status alone is none. */
  readonly answerBegins?: () => void;
}

/**
 * One unary call as a promise.
 *
 * @throws ServiceError of grpc-js
 */
export function unaryCall<Request, Response>(
  client: Client,
  method: Method<Request, Response>,
  request: Request,
  options: UnaryCallOptions,
): Promise<UnaryAnswer<Response>> {
  return new Promise((resolve, reject) => {
    let answer: { readonly value: Response } | undefined;
    let trailers = new Metadata();
    const { timeoutMs, signal, metadata = new Metadata(), answerBegins } = options;
    const call = client.makeUnaryRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      metadata,
      { deadline: Date.now() + timeoutMs },
      (error, value) => {
        if (error !== null) reject(error);
        else answer = { value: value as Response };
      },
    );
    if (answerBegins !== undefined) call.once('metadata', answerBegins);
    const cancel = () => call.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
    call.on('status', (status) => {
      trailers = status.metadata;
      signal?.removeEventListener('abort', cancel);
      // The callback and this event come in the same turn, in no documented order.
      queueMicrotask(() => answer && resolve({ response: answer.value, trailers }));
    });
  });
}
