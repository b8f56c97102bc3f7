import type { UnaryRpc } from '../../../transport/grpc/unary-handler';
import type { ModelConfigRequest } from '../generated/inference/ModelConfigRequest';
import type { ModelConfigResponseInput } from '../generated/inference/ModelConfigResponse';
import type { ModelMetadataRequest } from '../generated/inference/ModelMetadataRequest';
import type { ModelMetadataResponseInput } from '../generated/inference/ModelMetadataResponse';
import type { ModelReadyRequest } from '../generated/inference/ModelReadyRequest';
import type { ModelReadyResponseInput } from '../generated/inference/ModelReadyResponse';
import type { ModelStatisticsRequest } from '../generated/inference/ModelStatisticsRequest';
import type { ModelStatisticsResponseInput } from '../generated/inference/ModelStatisticsResponse';
import type { ServerLiveRequest } from '../generated/inference/ServerLiveRequest';
import type { ServerLiveResponseInput } from '../generated/inference/ServerLiveResponse';
import type { ServerMetadataRequest } from '../generated/inference/ServerMetadataRequest';
import type { ServerMetadataResponseInput } from '../generated/inference/ServerMetadataResponse';
import type { ServerReadyRequest } from '../generated/inference/ServerReadyRequest';
import type { ServerReadyResponseInput } from '../generated/inference/ServerReadyResponse';
import type { Models } from '../open-inference';

/** What can be asked about server and models. */
export interface ModelRpcs {
  readonly ServerLive: UnaryRpc<ServerLiveRequest, ServerLiveResponseInput>;
  readonly ServerReady: UnaryRpc<ServerReadyRequest, ServerReadyResponseInput>;
  readonly ModelReady: UnaryRpc<ModelReadyRequest, ModelReadyResponseInput>;
  readonly ServerMetadata: UnaryRpc<ServerMetadataRequest, ServerMetadataResponseInput>;
  readonly ModelMetadata: UnaryRpc<ModelMetadataRequest, ModelMetadataResponseInput>;
  readonly ModelConfig: UnaryRpc<ModelConfigRequest, ModelConfigResponseInput>;
  readonly ModelStatistics: UnaryRpc<ModelStatisticsRequest, ModelStatisticsResponseInput>;
}

export function modelRpcs(models: Models): ModelRpcs {
  return {
    ServerLive: { access: 'open', handle: async () => ({ response: { live: true } }) },
    ServerReady: { access: 'open', handle: async () => ({ response: { ready: models.isServerReady() } }) },
    ModelReady: {
      access: 'open',
      handle: async (model, caller) => ({ response: { ready: models.isModelReady(model, caller) } }),
    },
    ServerMetadata: { access: 'predict', handle: async () => ({ response: models.serverMetadata }) },
    ModelMetadata: {
      access: 'predict',
      handle: async (model, caller) => ({ response: await models.metadata(model, caller) }),
    },
    ModelConfig: {
      access: 'predict',
      handle: async (model, caller) => ({ response: { config: await models.config(model, caller) } }),
    },
    ModelStatistics: {
      access: 'predict',
      handle: async (model) => ({
        response: { model_stats: models.statistics(model).map((each) => ({ ...each, memory_usage: [] })) },
      }),
    },
  };
}
