import { Metadata, type handleUnaryCall } from '@grpc/grpc-js';
import { ServingError } from '../../core/errors';
import type { VersionState } from '../../core/state';
import type { Serving } from '../../serving/serving';
import { priorityOf } from '../../transport/priority-of';
import { unaryHandler, type Answer } from '../../transport/unary-handler';
import { toNotInitializedResponse, toRunResponse, toShutdownResponse, toStatusResponse } from './convert';
import { toGrpcStatus } from './errors';
import type { ShutdownRequest } from './generated/ShutdownRequest';
import type { ShutdownResponseInput } from './generated/ShutdownResponse';
import type { StatusRequest } from './generated/StatusRequest';
import type { StatusResponseInput } from './generated/StatusResponse';
import { decodeRunRequest } from './run-request';
import type { RunAnswer } from './run-response';

/** Trailing metadata that says why `Status` is 500; the message itself is fixed by the contract. */
const CAUSE_TRAILER = 'model-failure-reason';

/** Trailing metadata is small, often bounded at 8 KiB; encoded, a character takes up to nine bytes. */
const MAX_CAUSE_CHARS = 500;

export interface ModzyLimits {
  /** The most items of one Run, and named inputs in them, together. */
  readonly maxRequestParts: number;
}

export interface ModzyHandlers {
  readonly Status: handleUnaryCall<StatusRequest, StatusResponseInput>;
  readonly Run: handleUnaryCall<Buffer, RunAnswer>;
  readonly Shutdown: handleUnaryCall<ShutdownRequest, ShutdownResponseInput>;
}

export function modzyHandlers(serving: Serving, { maxRequestParts }: ModzyLimits): ModzyHandlers {
  // The contract words the first good answer after a load differently from all later ones.
  let isAnnounced = false;
  serving.onStateChange((state) => {
    if (state.name === 'loading') isAnnounced = false;
  });

  const status = async (): Promise<Answer<StatusResponseInput>> => {
    const state = await serving.ensureLoaded();
    if (state.name !== 'ready') {
      return { response: toStatusResponse('failed', serving.metadata), trailers: causeOf(state) };
    }
    const finding = isAnnounced ? 'already-initialized' : 'initialized';
    isAnnounced = true;
    return { response: toStatusResponse(finding, serving.metadata) };
  };

  return {
    Status: unaryHandler(status, toGrpcStatus),

    Run: unaryHandler(async (bytes, caller, metadata) => {
      const priority = priorityOf(metadata);
      const request = { ...decodeRunRequest(bytes, maxRequestParts), priority };
      try {
        return { response: toRunResponse(await serving.infer(request, caller)) };
      } catch (thrown) {
        if (!isNotReady(thrown)) throw thrown;
        return { response: toNotInitializedResponse(request) };
      }
    }, toGrpcStatus),

    Shutdown: unaryHandler(() => {
      serving.shutdown();
      return Promise.resolve({ response: toShutdownResponse() });
    }, toGrpcStatus),
  };
}

function isNotReady(thrown: unknown): boolean {
  return thrown instanceof ServingError && thrown.code === 'failed-precondition';
}

function causeOf(state: VersionState): Metadata {
  const metadata = new Metadata();
  const reason = state.name === 'failed' ? state.reason : `The model is ${state.name}.`;
  // Header values are printable ASCII; a reason may be anything.
  metadata.set(
    CAUSE_TRAILER,
    encodeURIComponent(reason.slice(0, MAX_CAUSE_CHARS).toWellFormed()).replaceAll('%20', ' '),
  );
  return metadata;
}
