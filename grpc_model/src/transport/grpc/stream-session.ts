import type { ServerHttp2Stream } from 'node:http2';
import { status as grpcStatus, type ServerDuplexStream, type StatusObject } from '@grpc/grpc-js';
import type { CallListener, CallOrigin } from '../../core/call-record';
import { ServingError, toServingError, type ErrorCode } from '../../core/errors';
import type { InFlight } from '../in-flight';
import { REQUEST_ID_HEADER, requestIdOf } from '../request-id';
import { AnswerWriter } from './answer-writer';
import { onStreamClosed } from './grpc-caller';
import { identityOf } from './grpc-gate';
import { fromGrpcStatus } from './grpc-status';
import { decodeRequest, encodeResponse, idMetadata, type Codec } from './message-codec';
import type { MessageFlow, StreamMessage } from './message-flow';
import { StreamCaller } from './stream-caller';
import type { StreamRpc } from './stream-rpc';
import { textOf } from './text-of';

export interface StreamContext {
  /** The folder of the protocol. */
  readonly protocol: string;
  /** The rpc's name. */
  readonly method: string;
  /** The protocol's map from the core's errors to gRPC's. */
  readonly toStatus: (error: ServingError) => Partial<StatusObject>;
  readonly onCallEnd: CallListener;
  /** Of an answer. */
  readonly maxMessageBytes: number;
  /** Of one stream, under way. */
  readonly maxStreamMessages: number;
  /** Counts messages: a stream without any keeps nobody waiting. */
  readonly inFlight: InFlight;
}

/** Beyond this, a stream is read on only when it holds less: large messages wait at their client, and need not be refused. */
const MAX_HELD_BYTES = 16 * 2 ** 20;

/** grpc-js's call, as far as a session needs it. */
export type DuplexCall = ServerDuplexStream<unknown, Buffer>;

/** The HTTP/2 stream under a call: says how grpc-js ended it. */
type Http2Stream = Pick<ServerHttp2Stream, 'sentTrailers'>;

/** One stream of messages, from its first to its last. Each message is a call of its own. */
export class StreamSession<Request, Response> {
  readonly #call: DuplexCall;
  readonly #flow: MessageFlow;
  readonly #rpc: StreamRpc<Request, Response>;
  readonly #codec: Codec<Request, Response>;
  readonly #context: StreamContext;
  readonly #origin: CallOrigin;
  readonly #writer: AnswerWriter;
  readonly #underWay = new Set<StreamCaller>();
  /** A message was asked for, or is being inflated. */
  #isReading = false;
  #isHalfClosed = false;
  #isStopping = false;
  /** Its status is on its way, or it is closed. */
  #isOver = false;

  constructor(
    call: DuplexCall,
    flow: MessageFlow,
    rpc: StreamRpc<Request, Response>,
    codec: Codec<Request, Response>,
    context: StreamContext,
  ) {
    this.#call = call;
    this.#flow = flow;
    this.#rpc = rpc;
    this.#codec = codec;
    this.#context = context;
    this.#writer = new AnswerWriter(call);
    this.#origin = {
      requestId: requestIdOf(textOf(call.metadata, REQUEST_ID_HEADER)),
      protocol: context.protocol,
      method: context.method,
      peer: call.getPeer(),
      traceParent: textOf(call.metadata, 'traceparent'),
    };
  }

  /** @param http2Stream under the call */
  begin(http2Stream: Http2Stream): void {
    const call = this.#call;
    // A readable stream would read sixteen messages ahead, of whatever size.
    call.push = (message: StreamMessage | null) => {
      if (message === null) this.#halfClose();
      else void this.#receive(message);
      return true;
    };
    this.#flow.onRefused((error) => this.#refuse(error));
    onStreamClosed(call, () => this.#closed(http2Stream));
    call.sendMetadata(idMetadata(this.#origin.requestId));
    this.#readOn();
  }

  /** Reads no more messages, and ends the stream when those that are under way have their answers. */
  stop(): void {
    this.#isStopping = true;
    this.#endIfDone();
  }

  #readOn(): void {
    const { size } = this.#underWay;
    const hasRoom = size < this.#context.maxStreamMessages && (size === 0 || this.#flow.heldBytes < MAX_HELD_BYTES);
    if (this.#isReading || this.#isHalfClosed || this.#isStopping || this.#isOver || !hasRoom) return;
    this.#isReading = true;
    this.#flow.want(true);
    this.#call._read(1);
  }

  #halfClose(): void {
    this.#isHalfClosed = true;
    this.#endIfDone();
  }

  /** Messages are begun in the order in which they came. */
  async #receive(message: StreamMessage): Promise<void> {
    this.#flow.want(false);
    const caller = this.#callerOfMessage();
    this.#context.inFlight.begin();
    this.#underWay.add(caller);
    caller.onClosed(() => {
      message.release();
      this.#underWay.delete(caller);
      this.#context.inFlight.end();
      this.#context.onCallEnd(caller.record);
    });
    try {
      const came = message.bytes();
      const request = decodeRequest(came instanceof Promise ? await came : came, this.#context.method, this.#codec);
      const answered = caller.isClosed ? undefined : this.#answer(request, caller);
      this.#isReading = false;
      this.#readOn();
      await answered;
      caller.close();
      this.#readOn();
      this.#endIfDone();
    } catch (thrown) {
      this.#end(toServingError(thrown), caller);
    }
  }

  /** Resolves when the last answer has left. */
  async #answer(request: Request, caller: StreamCaller): Promise<void> {
    const answers = this.#rpc.handle(request, caller, this.#call.metadata)[Symbol.asyncIterator]();
    // Who hung up gets nothing more, and whoever makes the answers need not make them.
    caller.onClosed(() => void answers.return?.().catch(() => undefined));
    for (;;) {
      const next = await answers.next();
      if (caller.isClosed || next.done === true) break;
      try {
        await this.#write(next.value);
      } catch (thrown) {
        await this.#writeFailure(thrown, request, caller);
        await answers.return?.();
        break;
      }
    }
    caller.record.answer('ok');
    await this.#writer.sent();
  }

  #write(response: Response): Promise<void> {
    return this.#writer.write(() => encodeResponse(response, this.#context.maxMessageBytes, this.#codec));
  }

  /** @throws whatever was thrown when the protocol has no answer in the place of one that cannot be sent */
  async #writeFailure(thrown: unknown, request: Request, caller: StreamCaller): Promise<void> {
    const error = toServingError(thrown);
    const failure = this.#rpc.failure?.(error, request, caller, this.#call.metadata);
    if (failure === undefined) throw error;
    caller.record.answer(error.code);
    await this.#write(failure);
  }

  #endIfDone(): void {
    if (this.#isOver || this.#underWay.size > 0) return;
    if (this.#isHalfClosed) {
      this.#isOver = true;
      this.#call.end();
    } else if (this.#isStopping) this.#end(new ServingError('unavailable', 'The server is stopping.'));
  }

  /** Ends the stream for a message that is refused before it is one. */
  #refuse(error: ServingError): void {
    if (this.#isOver) return;
    this.#tell(error.code);
    this.#end(error);
  }

  /** @param cause the caller of the message that ends the stream */
  #end(error: ServingError, cause?: StreamCaller): void {
    cause?.record.answer(error.code);
    if (this.#isOver) {
      cause?.close();
      return;
    }
    this.#isOver = true;
    this.#closeAll('cancelled');
    const { code = grpcStatus.UNKNOWN, details = error.message } = this.#context.toStatus(error);
    // How grpc-js is told of a status; it leaves after the answers that were written before.
    this.#call.emit('error', { code, details, metadata: idMetadata(this.#origin.requestId) });
  }

  #closed({ sentTrailers = {} }: Http2Stream): void {
    const outcome = fromGrpcStatus(Number(sentTrailers['grpc-status'] ?? grpcStatus.CANCELLED));
    const hasExpired = outcome === 'deadline-exceeded';
    // grpc-js refused a message, for example one that is too large.
    if (!this.#isOver && !hasExpired && outcome !== 'cancelled') this.#tell(outcome);
    this.#isOver = true;
    this.#closeAll(hasExpired ? 'deadline-exceeded' : 'cancelled');
  }

  /** Closes the messages under way; those that have no outcome yet have this. */
  #closeAll(outcome: ErrorCode): void {
    this.#writer.close();
    for (const caller of this.#underWay) {
      caller.record.answer(outcome);
      caller.close();
    }
  }

  #tell(outcome: ErrorCode): void {
    const { record } = this.#callerOfMessage();
    record.answer(outcome);
    this.#context.onCallEnd(record);
  }

  #callerOfMessage(): StreamCaller {
    return new StreamCaller(this.#origin, identityOf(this.#call.metadata), this.#deadlineMs);
  }

  get #deadlineMs(): number {
    return Number(this.#call.getDeadline());
  }
}
