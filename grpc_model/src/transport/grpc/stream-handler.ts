import type { handleBidiStreamingCall } from '@grpc/grpc-js';
import { onStreamClosed } from './grpc-caller';
import { http2StreamOf } from './http2-stream-of';
import type { Codec } from './message-codec';
import { messageFlowOf } from './message-flow';
import type { StreamRpc } from './stream-rpc';
import { StreamSession, type StreamContext } from './stream-session';

/** The open streams of a listener, which end together. */
export class StreamSessions {
  readonly #open = new Set<{ stop(): void }>();
  #isStopping = false;

  /** @returns what is called when the stream is closed */
  add(session: { stop(): void }): () => void {
    this.#open.add(session);
    if (this.#isStopping) session.stop();
    return () => this.#open.delete(session);
  }

  /** Messages that are under way get their answers; then their streams end, and idle ones at once. */
  stop(): void {
    this.#isStopping = true;
    for (const session of this.#open) session.stop();
  }
}

/** A gRPC handler from a function that answers one message of a stream. */
export function streamHandler<Request, Response>(
  rpc: StreamRpc<Request, Response>,
  codec: Codec<Request, Response>,
  context: StreamContext,
  sessions: StreamSessions,
): handleBidiStreamingCall<unknown, Buffer> {
  return (call) => {
    const http2Stream = http2StreamOf(call);
    const flow = messageFlowOf(http2Stream);
    if (http2Stream === undefined || flow === undefined) {
      throw new Error('This version of grpc-js hides its HTTP/2 streams, which messages are bounded by.');
    }
    const session = new StreamSession(call, flow, rpc, codec, context);
    session.begin(http2Stream);
    onStreamClosed(call, sessions.add(session));
  };
}
