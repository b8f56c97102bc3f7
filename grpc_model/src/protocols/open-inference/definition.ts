import { fromJSON, type PackageDefinition } from '@grpc/proto-loader';
import type { MethodDefinition } from '@grpc/grpc-js';
import inferenceDescriptor from './generated/inference.json';
import type { GRPCInferenceServiceDefinition } from './generated/inference/GRPCInferenceService';

type AnyMethod = MethodDefinition<object, object>;

/** An rpc in the descriptor. */
interface DescribedMethod {
  readonly requestType: string;
  readonly requestStream?: boolean;
  readonly responseStream?: boolean;
}

// Descriptor and types are generated from protos/open-inference/inference.proto in one step, so each describes the other.
const descriptor: object = inferenceDescriptor;
const SERVICE = 'inference.GRPCInferenceService';
const { methods } = inferenceDescriptor.nested.inference.nested.GRPCInferenceService;

let definitions: PackageDefinition | undefined;

/**
 * All definitions of the protocol, for reflection. Reading them takes tens of milliseconds and megabytes, which a start should
 * not spend: it is done when somebody needs one.
 */
export function openInferenceDefinitions(): PackageDefinition {
  return (definitions ??= fromJSON(descriptor, { keepCase: true, longs: String, enums: String, defaults: true }));
}

/** `inference.GRPCInferenceService`; its messages are known when the first of them is read or written. */
export const openInferenceService = Object.fromEntries(
  Object.entries<DescribedMethod>(methods).map(([name, { requestStream = false, responseStream = false }]) => [
    name,
    lateMethod(name, requestStream, responseStream),
  ]),
) as unknown as GRPCInferenceServiceDefinition;

function lateMethod(name: string, requestStream: boolean, responseStream: boolean): AnyMethod {
  const read = (): AnyMethod => (openInferenceDefinitions()[SERVICE] as unknown as Record<string, AnyMethod>)[name]!;
  return {
    path: `/${SERVICE}/${name}`,
    requestStream,
    responseStream,
    requestSerialize: (request) => read().requestSerialize(request),
    requestDeserialize: (bytes) => read().requestDeserialize(bytes),
    responseSerialize: (response) => read().responseSerialize(response),
    responseDeserialize: (bytes) => read().responseDeserialize(bytes),
  };
}
