import { Metadata } from '@grpc/grpc-js';
import { ServingError } from '../../core/errors';
import type { Caller } from '../../core/call';
import type { ModelRef } from '../../core/model-ref';
import type { VersionState } from '../../core/state';
import type { Serving } from '../../serving/serving';
import { modelRefOf } from '../../transport/grpc/model-ref-of';
import { priorityOf } from '../../transport/grpc/priority-of';
import type { Answer, UnaryRpc } from '../../transport/grpc/unary-handler';
import { toNotInitializedResponse, toRunResponse, toShutdownResponse, toStatusResponse } from './convert';
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

export interface ModzyOptions {
  /** The most items of one Run, and named inputs in them, together. */
  readonly maxRequestParts: number;
  /** Who may have the server shut down: everybody, as the container contract has it, or who may do control calls. */
  readonly modzyShutdown: 'open' | 'control';
}

export interface ModzyRpcs {
  readonly Status: UnaryRpc<StatusRequest, StatusResponseInput>;
  readonly Run: UnaryRpc<Buffer, RunAnswer>;
  readonly Shutdown: UnaryRpc<ShutdownRequest, ShutdownResponseInput>;
}

export function modzyRpcs(serving: Serving, { maxRequestParts, modzyShutdown }: ModzyOptions): ModzyRpcs {
  // The contract words the first good answer after a load differently from all later ones.
  const announced = new Set<string>();
  serving.catalog.onStateChange((name, version, state) => {
    if (state.name === 'loading') announced.delete(`${name}/${version.number}`);
  });

  const refOf = (metadata: Metadata): ModelRef => modelRefOf(metadata) ?? serving.ownModel;

  const status = async (ref: ModelRef, caller: Caller): Promise<Answer<StatusResponseInput>> => {
    const model = serving.model(ref, caller);
    const state = await model.ensureLoaded();
    if (model.metadata === undefined) throw new ServingError('failed-precondition', reasonOf(state));
    if (state.name !== 'ready') {
      return { response: toStatusResponse('failed', model.metadata), trailers: causeOf(state) };
    }
    const key = `${model.name}/${model.version.number}`;
    const finding = announced.has(key) ? 'already-initialized' : 'initialized';
    announced.add(key);
    return { response: toStatusResponse(finding, model.metadata) };
  };

  return {
    Status: { access: 'predict', handle: (_request, caller, metadata) => status(refOf(metadata), caller) },

    Run: {
      access: 'predict',
      handle: (bytes, caller, metadata) => {
        const ref = refOf(metadata);
        const { items, options } = decodeRunRequest(bytes, maxRequestParts);
        return serving.infer(ref, { items, options, priority: priorityOf(metadata) }, caller).then(
          (results) => ({ response: toRunResponse(results, () => serving.model(ref, caller).metadata?.outputs ?? []) }),
          (thrown: unknown) => {
            if (!isNotReady(thrown)) throw thrown;
            return { response: toNotInitializedResponse(items.length) };
          },
        );
      },
    },

    Shutdown: {
      access: modzyShutdown,
      handle: () => {
        serving.shutdown();
        return Promise.resolve({ response: toShutdownResponse() });
      },
    },
  };
}

function isNotReady(thrown: unknown): boolean {
  return thrown instanceof ServingError && thrown.code === 'failed-precondition';
}

function reasonOf(state: VersionState): string {
  return state.name === 'failed' ? state.reason : `The model is ${state.name}.`;
}

function causeOf(state: VersionState): Metadata {
  const metadata = new Metadata();
  const reason = reasonOf(state);
  // Header values are printable ASCII; a reason may be anything.
  metadata.set(
    CAUSE_TRAILER,
    encodeURIComponent(reason.slice(0, MAX_CAUSE_CHARS).toWellFormed()).replaceAll('%20', ' '),
  );
  return metadata;
}
