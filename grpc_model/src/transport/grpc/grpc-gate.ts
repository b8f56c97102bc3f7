import {
  Metadata,
  ServerInterceptingCall,
  ServerListenerBuilder,
  status,
  type ServerInterceptor,
  type StatusObject,
} from '@grpc/grpc-js';
import type { Access, Gate } from '../../core/access';
import { CallRecord, type CallListener } from '../../core/call-record';
import { toServingError, type ServingError } from '../../core/errors';
import { toGrpcStatus } from './grpc-status';
import { isLoopback } from '../loopback';
import { REQUEST_ID_HEADER, requestIdOf } from '../request-id';
import { textOf } from './text-of';

const AUTHORIZATION = 'authorization';

/** Health is open: whoever probes holds no token. */
const OPEN_PREFIX = '/grpc.health.v1.Health/';

type InterceptedCall = Parameters<ServerInterceptor>[1];

/** How the calls of one rpc are told of and refused. */
export interface GuardedRpc {
  readonly access: Access;
  /** The folder of the protocol. */
  readonly protocol: string;
  /** The rpc's name. */
  readonly method: string;
  /** The protocol's map from the core's errors to gRPC's. */
  readonly toStatus: (error: ServingError) => Partial<StatusObject>;
}

/** Reflection tells what can be called, and nothing else: who may call models may read it. */
const REFLECTION: GuardedRpc = {
  access: 'predict',
  protocol: 'reflection',
  method: 'ServerReflectionInfo',
  toStatus: toGrpcStatus,
};

/** The names of the tokens that admitted calls, by the calls' metadata. */
const identities = new WeakMap<Metadata, string>();

/** The name of the token that admitted the call; undefined when none was needed or given. */
export function identityOf(metadata: Metadata): string | undefined {
  return identities.get(metadata);
}

/** Asks the gate about every call of a gRPC port as soon as its metadata is there, before any of its messages is read. */
export class GrpcGate {
  readonly #gate: Gate;
  readonly #onCallEnd: CallListener;
  readonly #rpcs = new Map<string, GuardedRpc>();

  constructor(gate: Gate, onCallEnd: CallListener) {
    this.#gate = gate;
    this.#onCallEnd = onCallEnd;
  }

  /** @param path as it is on the wire, for example `/ModzyModel/Run` */
  add(path: string, rpc: GuardedRpc): void {
    this.#rpcs.set(path, rpc);
  }

  /** None when nobody can be refused, so that calls cost nothing more. */
  interceptors(): ServerInterceptor[] {
    const accesses = new Set([REFLECTION.access, ...Array.from(this.#rpcs.values(), ({ access }) => access)]);
    return [...accesses].every((access) => this.#admitsStrangers(access)) ? [] : [this.#intercept];
  }

  /** Where somebody without anything, from anywhere, is let in, everybody is. */
  #admitsStrangers(access: Access): boolean {
    try {
      this.#gate.admit(access, { isLoopback: false, authorization: undefined });
      return true;
    } catch {
      return false;
    }
  }

  readonly #intercept: ServerInterceptor = ({ path }, call) => {
    if (path.startsWith(OPEN_PREFIX)) return new ServerInterceptingCall(call);
    // Of what is not a protocol's, reflection alone is left.
    const rpc = this.#rpcs.get(path) ?? REFLECTION;
    const onReceiveMetadata = (metadata: Metadata, next: (metadata: Metadata) => void) => {
      try {
        this.#admit(rpc.access, call, metadata);
      } catch (thrown) {
        this.#refuse(toServingError(thrown), rpc, call, metadata);
        return;
      }
      next(metadata);
    };
    const listener = new ServerListenerBuilder().withOnReceiveMetadata(onReceiveMetadata).build();
    return new ServerInterceptingCall(call, { start: (next) => next(listener) });
  };

  #admit(access: Access, call: InterceptedCall, metadata: Metadata): void {
    const given = metadata.get(AUTHORIZATION);
    const visitor = {
      isLoopback: isLoopback(call.getConnectionInfo().remoteAddress),
      authorization: given.length === 0 ? undefined : given.join(', '),
    };
    const identity = this.#gate.admit(access, visitor);
    if (identity !== undefined) identities.set(metadata, identity);
  }

  #refuse(
    error: ServingError,
    { protocol, method, toStatus }: GuardedRpc,
    call: InterceptedCall,
    given: Metadata,
  ): void {
    const record = new CallRecord({
      requestId: requestIdOf(textOf(given, REQUEST_ID_HEADER)),
      protocol,
      method,
      peer: call.getPeer(),
      traceParent: textOf(given, 'traceparent'),
    });
    const metadata = new Metadata();
    metadata.set(REQUEST_ID_HEADER, record.requestId);
    call.sendStatus({ code: status.UNKNOWN, details: error.message, ...toStatus(error), metadata });
    record.answer(error.code);
    this.#onCallEnd(record);
  }
}
