import type { GrpcService } from '../../transport/grpc/grpc-listener';
import { asItIs } from '../../transport/grpc/message-codec';
import { openInferenceDefinitions, openInferenceService } from './definition';
import { toGrpcStatus } from './errors';
import { encodeStreamMessage } from './grpc/infer-response';
import { inferRpcs, type InferOptions, type InferRpcs } from './grpc/infer-rpcs';
import { modelRpcs } from './grpc/model-rpcs';
import { repositoryRpcs } from './grpc/repository-rpcs';
import { sharedMemoryRpcs } from './grpc/shared-memory-rpcs';
import type { OpenInference } from './open-inference';

/** The name under which health of this service is asked for. */
export const OPEN_INFERENCE_SERVICE_NAME = 'inference.GRPCInferenceService';

/** A gRPC service with rpcs that answer streams. */
export interface OpenInferenceGrpc extends GrpcService {
  readonly streams: Pick<InferRpcs, 'ModelStreamInfer'>;
}

/** The Open Inference Protocol as a gRPC service. */
export function openInferenceGrpc(
  { inference, models, sharedMemory }: OpenInference,
  options: InferOptions,
): OpenInferenceGrpc {
  const { ModelInfer, ModelStreamInfer } = inferRpcs(inference, options);
  // These messages are read and written by hand.
  const readByHand = { requestDeserialize: asItIs };
  return {
    protocol: 'open-inference',
    definitions: openInferenceDefinitions,
    service: {
      ...openInferenceService,
      ModelInfer: { ...openInferenceService.ModelInfer, ...readByHand, responseSerialize: asItIs },
      ModelStreamInfer: {
        ...openInferenceService.ModelStreamInfer,
        ...readByHand,
        responseSerialize: encodeStreamMessage,
      },
    },
    rpcs: { ...modelRpcs(models), ...repositoryRpcs(models), ...sharedMemoryRpcs(sharedMemory), ModelInfer },
    streams: { ModelStreamInfer },
    toStatus: toGrpcStatus,
  };
}
