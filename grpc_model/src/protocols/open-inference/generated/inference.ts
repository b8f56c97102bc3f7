import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type {
  GRPCInferenceServiceClient as _inference_GRPCInferenceServiceClient,
  GRPCInferenceServiceDefinition as _inference_GRPCInferenceServiceDefinition,
} from './inference/GRPCInferenceService';
import type {
  InferBatchStatisticsInput as _inference_InferBatchStatisticsInput,
  InferBatchStatistics as _inference_InferBatchStatistics,
} from './inference/InferBatchStatistics';
import type {
  InferParameterInput as _inference_InferParameterInput,
  InferParameter as _inference_InferParameter,
} from './inference/InferParameter';
import type {
  InferResponseStatisticsInput as _inference_InferResponseStatisticsInput,
  InferResponseStatistics as _inference_InferResponseStatistics,
} from './inference/InferResponseStatistics';
import type {
  InferStatisticsInput as _inference_InferStatisticsInput,
  InferStatistics as _inference_InferStatistics,
} from './inference/InferStatistics';
import type {
  InferTensorContentsInput as _inference_InferTensorContentsInput,
  InferTensorContents as _inference_InferTensorContents,
} from './inference/InferTensorContents';
import type {
  MemoryUsageInput as _inference_MemoryUsageInput,
  MemoryUsage as _inference_MemoryUsage,
} from './inference/MemoryUsage';
import type {
  ModelConfigInput as _inference_ModelConfigInput,
  ModelConfig as _inference_ModelConfig,
} from './inference/ModelConfig';
import type {
  ModelConfigRequestInput as _inference_ModelConfigRequestInput,
  ModelConfigRequest as _inference_ModelConfigRequest,
} from './inference/ModelConfigRequest';
import type {
  ModelConfigResponseInput as _inference_ModelConfigResponseInput,
  ModelConfigResponse as _inference_ModelConfigResponse,
} from './inference/ModelConfigResponse';
import type {
  ModelDynamicBatchingInput as _inference_ModelDynamicBatchingInput,
  ModelDynamicBatching as _inference_ModelDynamicBatching,
} from './inference/ModelDynamicBatching';
import type {
  ModelInferRequestInput as _inference_ModelInferRequestInput,
  ModelInferRequest as _inference_ModelInferRequest,
} from './inference/ModelInferRequest';
import type {
  ModelInferResponseInput as _inference_ModelInferResponseInput,
  ModelInferResponse as _inference_ModelInferResponse,
} from './inference/ModelInferResponse';
import type {
  ModelInputInput as _inference_ModelInputInput,
  ModelInput as _inference_ModelInput,
} from './inference/ModelInput';
import type {
  ModelInstanceGroupInput as _inference_ModelInstanceGroupInput,
  ModelInstanceGroup as _inference_ModelInstanceGroup,
} from './inference/ModelInstanceGroup';
import type {
  ModelMetadataRequestInput as _inference_ModelMetadataRequestInput,
  ModelMetadataRequest as _inference_ModelMetadataRequest,
} from './inference/ModelMetadataRequest';
import type {
  ModelMetadataResponseInput as _inference_ModelMetadataResponseInput,
  ModelMetadataResponse as _inference_ModelMetadataResponse,
} from './inference/ModelMetadataResponse';
import type {
  ModelOutputInput as _inference_ModelOutputInput,
  ModelOutput as _inference_ModelOutput,
} from './inference/ModelOutput';
import type {
  ModelParameterInput as _inference_ModelParameterInput,
  ModelParameter as _inference_ModelParameter,
} from './inference/ModelParameter';
import type {
  ModelQueuePolicyInput as _inference_ModelQueuePolicyInput,
  ModelQueuePolicy as _inference_ModelQueuePolicy,
} from './inference/ModelQueuePolicy';
import type {
  ModelReadyRequestInput as _inference_ModelReadyRequestInput,
  ModelReadyRequest as _inference_ModelReadyRequest,
} from './inference/ModelReadyRequest';
import type {
  ModelReadyResponseInput as _inference_ModelReadyResponseInput,
  ModelReadyResponse as _inference_ModelReadyResponse,
} from './inference/ModelReadyResponse';
import type {
  ModelRepositoryParameterInput as _inference_ModelRepositoryParameterInput,
  ModelRepositoryParameter as _inference_ModelRepositoryParameter,
} from './inference/ModelRepositoryParameter';
import type {
  ModelStatisticsInput as _inference_ModelStatisticsInput,
  ModelStatistics as _inference_ModelStatistics,
} from './inference/ModelStatistics';
import type {
  ModelStatisticsRequestInput as _inference_ModelStatisticsRequestInput,
  ModelStatisticsRequest as _inference_ModelStatisticsRequest,
} from './inference/ModelStatisticsRequest';
import type {
  ModelStatisticsResponseInput as _inference_ModelStatisticsResponseInput,
  ModelStatisticsResponse as _inference_ModelStatisticsResponse,
} from './inference/ModelStatisticsResponse';
import type {
  ModelStreamInferResponseInput as _inference_ModelStreamInferResponseInput,
  ModelStreamInferResponse as _inference_ModelStreamInferResponse,
} from './inference/ModelStreamInferResponse';
import type {
  ModelTransactionPolicyInput as _inference_ModelTransactionPolicyInput,
  ModelTransactionPolicy as _inference_ModelTransactionPolicy,
} from './inference/ModelTransactionPolicy';
import type {
  ModelVersionPolicyInput as _inference_ModelVersionPolicyInput,
  ModelVersionPolicy as _inference_ModelVersionPolicy,
} from './inference/ModelVersionPolicy';
import type {
  RepositoryIndexRequestInput as _inference_RepositoryIndexRequestInput,
  RepositoryIndexRequest as _inference_RepositoryIndexRequest,
} from './inference/RepositoryIndexRequest';
import type {
  RepositoryIndexResponseInput as _inference_RepositoryIndexResponseInput,
  RepositoryIndexResponse as _inference_RepositoryIndexResponse,
} from './inference/RepositoryIndexResponse';
import type {
  RepositoryModelLoadRequestInput as _inference_RepositoryModelLoadRequestInput,
  RepositoryModelLoadRequest as _inference_RepositoryModelLoadRequest,
} from './inference/RepositoryModelLoadRequest';
import type {
  RepositoryModelLoadResponseInput as _inference_RepositoryModelLoadResponseInput,
  RepositoryModelLoadResponse as _inference_RepositoryModelLoadResponse,
} from './inference/RepositoryModelLoadResponse';
import type {
  RepositoryModelUnloadRequestInput as _inference_RepositoryModelUnloadRequestInput,
  RepositoryModelUnloadRequest as _inference_RepositoryModelUnloadRequest,
} from './inference/RepositoryModelUnloadRequest';
import type {
  RepositoryModelUnloadResponseInput as _inference_RepositoryModelUnloadResponseInput,
  RepositoryModelUnloadResponse as _inference_RepositoryModelUnloadResponse,
} from './inference/RepositoryModelUnloadResponse';
import type {
  ServerLiveRequestInput as _inference_ServerLiveRequestInput,
  ServerLiveRequest as _inference_ServerLiveRequest,
} from './inference/ServerLiveRequest';
import type {
  ServerLiveResponseInput as _inference_ServerLiveResponseInput,
  ServerLiveResponse as _inference_ServerLiveResponse,
} from './inference/ServerLiveResponse';
import type {
  ServerMetadataRequestInput as _inference_ServerMetadataRequestInput,
  ServerMetadataRequest as _inference_ServerMetadataRequest,
} from './inference/ServerMetadataRequest';
import type {
  ServerMetadataResponseInput as _inference_ServerMetadataResponseInput,
  ServerMetadataResponse as _inference_ServerMetadataResponse,
} from './inference/ServerMetadataResponse';
import type {
  ServerReadyRequestInput as _inference_ServerReadyRequestInput,
  ServerReadyRequest as _inference_ServerReadyRequest,
} from './inference/ServerReadyRequest';
import type {
  ServerReadyResponseInput as _inference_ServerReadyResponseInput,
  ServerReadyResponse as _inference_ServerReadyResponse,
} from './inference/ServerReadyResponse';
import type {
  StatisticDurationInput as _inference_StatisticDurationInput,
  StatisticDuration as _inference_StatisticDuration,
} from './inference/StatisticDuration';
import type {
  SystemSharedMemoryRegisterRequestInput as _inference_SystemSharedMemoryRegisterRequestInput,
  SystemSharedMemoryRegisterRequest as _inference_SystemSharedMemoryRegisterRequest,
} from './inference/SystemSharedMemoryRegisterRequest';
import type {
  SystemSharedMemoryRegisterResponseInput as _inference_SystemSharedMemoryRegisterResponseInput,
  SystemSharedMemoryRegisterResponse as _inference_SystemSharedMemoryRegisterResponse,
} from './inference/SystemSharedMemoryRegisterResponse';
import type {
  SystemSharedMemoryStatusRequestInput as _inference_SystemSharedMemoryStatusRequestInput,
  SystemSharedMemoryStatusRequest as _inference_SystemSharedMemoryStatusRequest,
} from './inference/SystemSharedMemoryStatusRequest';
import type {
  SystemSharedMemoryStatusResponseInput as _inference_SystemSharedMemoryStatusResponseInput,
  SystemSharedMemoryStatusResponse as _inference_SystemSharedMemoryStatusResponse,
} from './inference/SystemSharedMemoryStatusResponse';
import type {
  SystemSharedMemoryUnregisterRequestInput as _inference_SystemSharedMemoryUnregisterRequestInput,
  SystemSharedMemoryUnregisterRequest as _inference_SystemSharedMemoryUnregisterRequest,
} from './inference/SystemSharedMemoryUnregisterRequest';
import type {
  SystemSharedMemoryUnregisterResponseInput as _inference_SystemSharedMemoryUnregisterResponseInput,
  SystemSharedMemoryUnregisterResponse as _inference_SystemSharedMemoryUnregisterResponse,
} from './inference/SystemSharedMemoryUnregisterResponse';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new (...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  inference: {
    DataType: EnumTypeDefinition;
    GRPCInferenceService: SubtypeConstructor<typeof grpc.Client, _inference_GRPCInferenceServiceClient> & {
      service: _inference_GRPCInferenceServiceDefinition;
    };
    InferBatchStatistics: MessageTypeDefinition<_inference_InferBatchStatisticsInput, _inference_InferBatchStatistics>;
    InferParameter: MessageTypeDefinition<_inference_InferParameterInput, _inference_InferParameter>;
    InferResponseStatistics: MessageTypeDefinition<
      _inference_InferResponseStatisticsInput,
      _inference_InferResponseStatistics
    >;
    InferStatistics: MessageTypeDefinition<_inference_InferStatisticsInput, _inference_InferStatistics>;
    InferTensorContents: MessageTypeDefinition<_inference_InferTensorContentsInput, _inference_InferTensorContents>;
    MemoryUsage: MessageTypeDefinition<_inference_MemoryUsageInput, _inference_MemoryUsage>;
    ModelConfig: MessageTypeDefinition<_inference_ModelConfigInput, _inference_ModelConfig>;
    ModelConfigRequest: MessageTypeDefinition<_inference_ModelConfigRequestInput, _inference_ModelConfigRequest>;
    ModelConfigResponse: MessageTypeDefinition<_inference_ModelConfigResponseInput, _inference_ModelConfigResponse>;
    ModelDynamicBatching: MessageTypeDefinition<_inference_ModelDynamicBatchingInput, _inference_ModelDynamicBatching>;
    ModelInferRequest: MessageTypeDefinition<_inference_ModelInferRequestInput, _inference_ModelInferRequest>;
    ModelInferResponse: MessageTypeDefinition<_inference_ModelInferResponseInput, _inference_ModelInferResponse>;
    ModelInput: MessageTypeDefinition<_inference_ModelInputInput, _inference_ModelInput>;
    ModelInstanceGroup: MessageTypeDefinition<_inference_ModelInstanceGroupInput, _inference_ModelInstanceGroup>;
    ModelMetadataRequest: MessageTypeDefinition<_inference_ModelMetadataRequestInput, _inference_ModelMetadataRequest>;
    ModelMetadataResponse: MessageTypeDefinition<
      _inference_ModelMetadataResponseInput,
      _inference_ModelMetadataResponse
    >;
    ModelOutput: MessageTypeDefinition<_inference_ModelOutputInput, _inference_ModelOutput>;
    ModelParameter: MessageTypeDefinition<_inference_ModelParameterInput, _inference_ModelParameter>;
    ModelQueuePolicy: MessageTypeDefinition<_inference_ModelQueuePolicyInput, _inference_ModelQueuePolicy>;
    ModelReadyRequest: MessageTypeDefinition<_inference_ModelReadyRequestInput, _inference_ModelReadyRequest>;
    ModelReadyResponse: MessageTypeDefinition<_inference_ModelReadyResponseInput, _inference_ModelReadyResponse>;
    ModelRepositoryParameter: MessageTypeDefinition<
      _inference_ModelRepositoryParameterInput,
      _inference_ModelRepositoryParameter
    >;
    ModelStatistics: MessageTypeDefinition<_inference_ModelStatisticsInput, _inference_ModelStatistics>;
    ModelStatisticsRequest: MessageTypeDefinition<
      _inference_ModelStatisticsRequestInput,
      _inference_ModelStatisticsRequest
    >;
    ModelStatisticsResponse: MessageTypeDefinition<
      _inference_ModelStatisticsResponseInput,
      _inference_ModelStatisticsResponse
    >;
    ModelStreamInferResponse: MessageTypeDefinition<
      _inference_ModelStreamInferResponseInput,
      _inference_ModelStreamInferResponse
    >;
    ModelTransactionPolicy: MessageTypeDefinition<
      _inference_ModelTransactionPolicyInput,
      _inference_ModelTransactionPolicy
    >;
    ModelVersionPolicy: MessageTypeDefinition<_inference_ModelVersionPolicyInput, _inference_ModelVersionPolicy>;
    RepositoryIndexRequest: MessageTypeDefinition<
      _inference_RepositoryIndexRequestInput,
      _inference_RepositoryIndexRequest
    >;
    RepositoryIndexResponse: MessageTypeDefinition<
      _inference_RepositoryIndexResponseInput,
      _inference_RepositoryIndexResponse
    >;
    RepositoryModelLoadRequest: MessageTypeDefinition<
      _inference_RepositoryModelLoadRequestInput,
      _inference_RepositoryModelLoadRequest
    >;
    RepositoryModelLoadResponse: MessageTypeDefinition<
      _inference_RepositoryModelLoadResponseInput,
      _inference_RepositoryModelLoadResponse
    >;
    RepositoryModelUnloadRequest: MessageTypeDefinition<
      _inference_RepositoryModelUnloadRequestInput,
      _inference_RepositoryModelUnloadRequest
    >;
    RepositoryModelUnloadResponse: MessageTypeDefinition<
      _inference_RepositoryModelUnloadResponseInput,
      _inference_RepositoryModelUnloadResponse
    >;
    ServerLiveRequest: MessageTypeDefinition<_inference_ServerLiveRequestInput, _inference_ServerLiveRequest>;
    ServerLiveResponse: MessageTypeDefinition<_inference_ServerLiveResponseInput, _inference_ServerLiveResponse>;
    ServerMetadataRequest: MessageTypeDefinition<
      _inference_ServerMetadataRequestInput,
      _inference_ServerMetadataRequest
    >;
    ServerMetadataResponse: MessageTypeDefinition<
      _inference_ServerMetadataResponseInput,
      _inference_ServerMetadataResponse
    >;
    ServerReadyRequest: MessageTypeDefinition<_inference_ServerReadyRequestInput, _inference_ServerReadyRequest>;
    ServerReadyResponse: MessageTypeDefinition<_inference_ServerReadyResponseInput, _inference_ServerReadyResponse>;
    StatisticDuration: MessageTypeDefinition<_inference_StatisticDurationInput, _inference_StatisticDuration>;
    SystemSharedMemoryRegisterRequest: MessageTypeDefinition<
      _inference_SystemSharedMemoryRegisterRequestInput,
      _inference_SystemSharedMemoryRegisterRequest
    >;
    SystemSharedMemoryRegisterResponse: MessageTypeDefinition<
      _inference_SystemSharedMemoryRegisterResponseInput,
      _inference_SystemSharedMemoryRegisterResponse
    >;
    SystemSharedMemoryStatusRequest: MessageTypeDefinition<
      _inference_SystemSharedMemoryStatusRequestInput,
      _inference_SystemSharedMemoryStatusRequest
    >;
    SystemSharedMemoryStatusResponse: MessageTypeDefinition<
      _inference_SystemSharedMemoryStatusResponseInput,
      _inference_SystemSharedMemoryStatusResponse
    >;
    SystemSharedMemoryUnregisterRequest: MessageTypeDefinition<
      _inference_SystemSharedMemoryUnregisterRequestInput,
      _inference_SystemSharedMemoryUnregisterRequest
    >;
    SystemSharedMemoryUnregisterResponse: MessageTypeDefinition<
      _inference_SystemSharedMemoryUnregisterResponseInput,
      _inference_SystemSharedMemoryUnregisterResponse
    >;
  };
}
