import type { Metadata } from '@grpc/grpc-js';
import type { Caller } from '../../../core/call';
import { toServingError } from '../../../core/errors';
import type { StreamRpc } from '../../../transport/grpc/stream-rpc';
import { textOf } from '../../../transport/grpc/text-of';
import type { UnaryRpc } from '../../../transport/grpc/unary-handler';
import type { InferAnswer } from '../infer-message';
import type { Inference } from '../open-inference';
import { decodeInferRequest, toInferMessage, type RequestBounds } from './infer-request';
import {
  canBeTyped,
  encodeInferResponse,
  type EncodableAnswer,
  type StreamAnswer,
  type StreamFailure,
} from './infer-response';
import { readWireRequest, type WireRequest } from './wire-request';

export interface InferOptions extends RequestBounds {
  /** Answers are raw whatever the request was, for clients that send typed contents and read raw ones. */
  readonly forceRawOutputs: boolean;
}

/** Request metadata: `true` has the first failure of a stream end it. */
const STATUS_OF_STREAM = 'triton_grpc_error';

/** Both take requests as bytes. */
export interface InferRpcs {
  readonly ModelInfer: UnaryRpc<Buffer, Buffer>;
  /** Its answers are encoded when there is room for them on the wire. */
  readonly ModelStreamInfer: StreamRpc<Buffer, StreamAnswer>;
}

export function inferRpcs(inference: Inference, options: InferOptions): InferRpcs {
  const encodable = (answer: InferAnswer, isTyped: boolean): EncodableAnswer => ({
    answer,
    isRaw: !isTyped || options.forceRawOutputs || !canBeTyped(answer),
  });

  return {
    ModelInfer: {
      access: 'predict',
      handle: async (bytes, caller) => {
        const { message, isTyped } = await decodeInferRequest(bytes, options);
        const answer = await inference.infer(message, caller);
        return { response: encodeInferResponse(encodable(answer, isTyped)) };
      },
    },

    ModelStreamInfer: {
      access: 'predict',
      handle: async function* (bytes, caller, metadata) {
        let wire: WireRequest | undefined;
        try {
          wire = readWireRequest(bytes, options.maxRequestParts);
          const { message, isTyped } = await toInferMessage(wire, options);
          for await (const answer of inference.stream(message, caller)) {
            yield encodable(answer, isTyped);
          }
        } catch (thrown) {
          if (endsStream(metadata)) throw thrown;
          yield failureOf(thrown, caller, wire);
        }
      },
      failure: (error, bytes, caller, metadata) =>
        endsStream(metadata) ? undefined : failureOf(error, caller, readWireRequest(bytes, options.maxRequestParts)),
    },
  };
}

function endsStream(metadata: Metadata): boolean {
  return textOf(metadata, STATUS_OF_STREAM) === 'true';
}

/** The failure in the place of an answer, after which the stream goes on. */
function failureOf(thrown: unknown, { record }: Caller, wire: WireRequest | undefined): StreamFailure {
  const { code, message } = toServingError(thrown);
  record.answer(code);
  const isModels = code === 'model-failed';
  return {
    message,
    id: wire?.id ?? '',
    modelName: isModels ? (wire?.modelName ?? '') : '',
    modelVersion: isModels ? record.modelVersion : '',
  };
}
