// Original file: protos/open-inference/inference.proto

import type * as grpc from '@grpc/grpc-js';
import type { MethodDefinition } from '@grpc/proto-loader';
import type {
  ModelConfigRequestInput as _inference_ModelConfigRequestInput,
  ModelConfigRequest as _inference_ModelConfigRequest,
} from '../inference/ModelConfigRequest';
import type {
  ModelConfigResponseInput as _inference_ModelConfigResponseInput,
  ModelConfigResponse as _inference_ModelConfigResponse,
} from '../inference/ModelConfigResponse';
import type {
  ModelInferRequestInput as _inference_ModelInferRequestInput,
  ModelInferRequest as _inference_ModelInferRequest,
} from '../inference/ModelInferRequest';
import type {
  ModelInferResponseInput as _inference_ModelInferResponseInput,
  ModelInferResponse as _inference_ModelInferResponse,
} from '../inference/ModelInferResponse';
import type {
  ModelMetadataRequestInput as _inference_ModelMetadataRequestInput,
  ModelMetadataRequest as _inference_ModelMetadataRequest,
} from '../inference/ModelMetadataRequest';
import type {
  ModelMetadataResponseInput as _inference_ModelMetadataResponseInput,
  ModelMetadataResponse as _inference_ModelMetadataResponse,
} from '../inference/ModelMetadataResponse';
import type {
  ModelReadyRequestInput as _inference_ModelReadyRequestInput,
  ModelReadyRequest as _inference_ModelReadyRequest,
} from '../inference/ModelReadyRequest';
import type {
  ModelReadyResponseInput as _inference_ModelReadyResponseInput,
  ModelReadyResponse as _inference_ModelReadyResponse,
} from '../inference/ModelReadyResponse';
import type {
  ModelStatisticsRequestInput as _inference_ModelStatisticsRequestInput,
  ModelStatisticsRequest as _inference_ModelStatisticsRequest,
} from '../inference/ModelStatisticsRequest';
import type {
  ModelStatisticsResponseInput as _inference_ModelStatisticsResponseInput,
  ModelStatisticsResponse as _inference_ModelStatisticsResponse,
} from '../inference/ModelStatisticsResponse';
import type {
  ModelStreamInferResponseInput as _inference_ModelStreamInferResponseInput,
  ModelStreamInferResponse as _inference_ModelStreamInferResponse,
} from '../inference/ModelStreamInferResponse';
import type {
  RepositoryIndexRequestInput as _inference_RepositoryIndexRequestInput,
  RepositoryIndexRequest as _inference_RepositoryIndexRequest,
} from '../inference/RepositoryIndexRequest';
import type {
  RepositoryIndexResponseInput as _inference_RepositoryIndexResponseInput,
  RepositoryIndexResponse as _inference_RepositoryIndexResponse,
} from '../inference/RepositoryIndexResponse';
import type {
  RepositoryModelLoadRequestInput as _inference_RepositoryModelLoadRequestInput,
  RepositoryModelLoadRequest as _inference_RepositoryModelLoadRequest,
} from '../inference/RepositoryModelLoadRequest';
import type {
  RepositoryModelLoadResponseInput as _inference_RepositoryModelLoadResponseInput,
  RepositoryModelLoadResponse as _inference_RepositoryModelLoadResponse,
} from '../inference/RepositoryModelLoadResponse';
import type {
  RepositoryModelUnloadRequestInput as _inference_RepositoryModelUnloadRequestInput,
  RepositoryModelUnloadRequest as _inference_RepositoryModelUnloadRequest,
} from '../inference/RepositoryModelUnloadRequest';
import type {
  RepositoryModelUnloadResponseInput as _inference_RepositoryModelUnloadResponseInput,
  RepositoryModelUnloadResponse as _inference_RepositoryModelUnloadResponse,
} from '../inference/RepositoryModelUnloadResponse';
import type {
  ServerLiveRequestInput as _inference_ServerLiveRequestInput,
  ServerLiveRequest as _inference_ServerLiveRequest,
} from '../inference/ServerLiveRequest';
import type {
  ServerLiveResponseInput as _inference_ServerLiveResponseInput,
  ServerLiveResponse as _inference_ServerLiveResponse,
} from '../inference/ServerLiveResponse';
import type {
  ServerMetadataRequestInput as _inference_ServerMetadataRequestInput,
  ServerMetadataRequest as _inference_ServerMetadataRequest,
} from '../inference/ServerMetadataRequest';
import type {
  ServerMetadataResponseInput as _inference_ServerMetadataResponseInput,
  ServerMetadataResponse as _inference_ServerMetadataResponse,
} from '../inference/ServerMetadataResponse';
import type {
  ServerReadyRequestInput as _inference_ServerReadyRequestInput,
  ServerReadyRequest as _inference_ServerReadyRequest,
} from '../inference/ServerReadyRequest';
import type {
  ServerReadyResponseInput as _inference_ServerReadyResponseInput,
  ServerReadyResponse as _inference_ServerReadyResponse,
} from '../inference/ServerReadyResponse';
import type {
  SystemSharedMemoryRegisterRequestInput as _inference_SystemSharedMemoryRegisterRequestInput,
  SystemSharedMemoryRegisterRequest as _inference_SystemSharedMemoryRegisterRequest,
} from '../inference/SystemSharedMemoryRegisterRequest';
import type {
  SystemSharedMemoryRegisterResponseInput as _inference_SystemSharedMemoryRegisterResponseInput,
  SystemSharedMemoryRegisterResponse as _inference_SystemSharedMemoryRegisterResponse,
} from '../inference/SystemSharedMemoryRegisterResponse';
import type {
  SystemSharedMemoryStatusRequestInput as _inference_SystemSharedMemoryStatusRequestInput,
  SystemSharedMemoryStatusRequest as _inference_SystemSharedMemoryStatusRequest,
} from '../inference/SystemSharedMemoryStatusRequest';
import type {
  SystemSharedMemoryStatusResponseInput as _inference_SystemSharedMemoryStatusResponseInput,
  SystemSharedMemoryStatusResponse as _inference_SystemSharedMemoryStatusResponse,
} from '../inference/SystemSharedMemoryStatusResponse';
import type {
  SystemSharedMemoryUnregisterRequestInput as _inference_SystemSharedMemoryUnregisterRequestInput,
  SystemSharedMemoryUnregisterRequest as _inference_SystemSharedMemoryUnregisterRequest,
} from '../inference/SystemSharedMemoryUnregisterRequest';
import type {
  SystemSharedMemoryUnregisterResponseInput as _inference_SystemSharedMemoryUnregisterResponseInput,
  SystemSharedMemoryUnregisterResponse as _inference_SystemSharedMemoryUnregisterResponse,
} from '../inference/SystemSharedMemoryUnregisterResponse';

export interface GRPCInferenceServiceClient extends grpc.Client {
  /**
   * How a model is run, as far as it can be said in Triton's words.
   */
  ModelConfig(
    argument: _inference_ModelConfigRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ModelConfigResponse>,
  ): grpc.ClientUnaryCall;
  ModelConfig(
    argument: _inference_ModelConfigRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_ModelConfigResponse>,
  ): grpc.ClientUnaryCall;
  ModelConfig(
    argument: _inference_ModelConfigRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ModelConfigResponse>,
  ): grpc.ClientUnaryCall;
  ModelConfig(
    argument: _inference_ModelConfigRequestInput,
    callback: grpc.requestCallback<_inference_ModelConfigResponse>,
  ): grpc.ClientUnaryCall;
  /**
   * How a model is run, as far as it can be said in Triton's words.
   */
  modelConfig(
    argument: _inference_ModelConfigRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ModelConfigResponse>,
  ): grpc.ClientUnaryCall;
  modelConfig(
    argument: _inference_ModelConfigRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_ModelConfigResponse>,
  ): grpc.ClientUnaryCall;
  modelConfig(
    argument: _inference_ModelConfigRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ModelConfigResponse>,
  ): grpc.ClientUnaryCall;
  modelConfig(
    argument: _inference_ModelConfigRequestInput,
    callback: grpc.requestCallback<_inference_ModelConfigResponse>,
  ): grpc.ClientUnaryCall;

  /**
   * Has a model answer one request.
   */
  ModelInfer(
    argument: _inference_ModelInferRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ModelInferResponse>,
  ): grpc.ClientUnaryCall;
  ModelInfer(
    argument: _inference_ModelInferRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_ModelInferResponse>,
  ): grpc.ClientUnaryCall;
  ModelInfer(
    argument: _inference_ModelInferRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ModelInferResponse>,
  ): grpc.ClientUnaryCall;
  ModelInfer(
    argument: _inference_ModelInferRequestInput,
    callback: grpc.requestCallback<_inference_ModelInferResponse>,
  ): grpc.ClientUnaryCall;
  /**
   * Has a model answer one request.
   */
  modelInfer(
    argument: _inference_ModelInferRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ModelInferResponse>,
  ): grpc.ClientUnaryCall;
  modelInfer(
    argument: _inference_ModelInferRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_ModelInferResponse>,
  ): grpc.ClientUnaryCall;
  modelInfer(
    argument: _inference_ModelInferRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ModelInferResponse>,
  ): grpc.ClientUnaryCall;
  modelInfer(
    argument: _inference_ModelInferRequestInput,
    callback: grpc.requestCallback<_inference_ModelInferResponse>,
  ): grpc.ClientUnaryCall;

  /**
   * What a model takes and gives.
   */
  ModelMetadata(
    argument: _inference_ModelMetadataRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ModelMetadataResponse>,
  ): grpc.ClientUnaryCall;
  ModelMetadata(
    argument: _inference_ModelMetadataRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_ModelMetadataResponse>,
  ): grpc.ClientUnaryCall;
  ModelMetadata(
    argument: _inference_ModelMetadataRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ModelMetadataResponse>,
  ): grpc.ClientUnaryCall;
  ModelMetadata(
    argument: _inference_ModelMetadataRequestInput,
    callback: grpc.requestCallback<_inference_ModelMetadataResponse>,
  ): grpc.ClientUnaryCall;
  /**
   * What a model takes and gives.
   */
  modelMetadata(
    argument: _inference_ModelMetadataRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ModelMetadataResponse>,
  ): grpc.ClientUnaryCall;
  modelMetadata(
    argument: _inference_ModelMetadataRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_ModelMetadataResponse>,
  ): grpc.ClientUnaryCall;
  modelMetadata(
    argument: _inference_ModelMetadataRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ModelMetadataResponse>,
  ): grpc.ClientUnaryCall;
  modelMetadata(
    argument: _inference_ModelMetadataRequestInput,
    callback: grpc.requestCallback<_inference_ModelMetadataResponse>,
  ): grpc.ClientUnaryCall;

  /**
   * Whether calls of a model are answered.
   */
  ModelReady(
    argument: _inference_ModelReadyRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ModelReadyResponse>,
  ): grpc.ClientUnaryCall;
  ModelReady(
    argument: _inference_ModelReadyRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_ModelReadyResponse>,
  ): grpc.ClientUnaryCall;
  ModelReady(
    argument: _inference_ModelReadyRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ModelReadyResponse>,
  ): grpc.ClientUnaryCall;
  ModelReady(
    argument: _inference_ModelReadyRequestInput,
    callback: grpc.requestCallback<_inference_ModelReadyResponse>,
  ): grpc.ClientUnaryCall;
  /**
   * Whether calls of a model are answered.
   */
  modelReady(
    argument: _inference_ModelReadyRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ModelReadyResponse>,
  ): grpc.ClientUnaryCall;
  modelReady(
    argument: _inference_ModelReadyRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_ModelReadyResponse>,
  ): grpc.ClientUnaryCall;
  modelReady(
    argument: _inference_ModelReadyRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ModelReadyResponse>,
  ): grpc.ClientUnaryCall;
  modelReady(
    argument: _inference_ModelReadyRequestInput,
    callback: grpc.requestCallback<_inference_ModelReadyResponse>,
  ): grpc.ClientUnaryCall;

  /**
   * How often a model was called since the server has started, and where the time went.
   */
  ModelStatistics(
    argument: _inference_ModelStatisticsRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ModelStatisticsResponse>,
  ): grpc.ClientUnaryCall;
  ModelStatistics(
    argument: _inference_ModelStatisticsRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_ModelStatisticsResponse>,
  ): grpc.ClientUnaryCall;
  ModelStatistics(
    argument: _inference_ModelStatisticsRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ModelStatisticsResponse>,
  ): grpc.ClientUnaryCall;
  ModelStatistics(
    argument: _inference_ModelStatisticsRequestInput,
    callback: grpc.requestCallback<_inference_ModelStatisticsResponse>,
  ): grpc.ClientUnaryCall;
  /**
   * How often a model was called since the server has started, and where the time went.
   */
  modelStatistics(
    argument: _inference_ModelStatisticsRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ModelStatisticsResponse>,
  ): grpc.ClientUnaryCall;
  modelStatistics(
    argument: _inference_ModelStatisticsRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_ModelStatisticsResponse>,
  ): grpc.ClientUnaryCall;
  modelStatistics(
    argument: _inference_ModelStatisticsRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ModelStatisticsResponse>,
  ): grpc.ClientUnaryCall;
  modelStatistics(
    argument: _inference_ModelStatisticsRequestInput,
    callback: grpc.requestCallback<_inference_ModelStatisticsResponse>,
  ): grpc.ClientUnaryCall;

  /**
   * Has models answer requests as they come. One that fails is answered in its place, and the stream goes on.
   */
  ModelStreamInfer(
    metadata: grpc.Metadata,
    options?: grpc.CallOptions,
  ): grpc.ClientDuplexStream<_inference_ModelInferRequestInput, _inference_ModelStreamInferResponse>;
  ModelStreamInfer(
    options?: grpc.CallOptions,
  ): grpc.ClientDuplexStream<_inference_ModelInferRequestInput, _inference_ModelStreamInferResponse>;
  /**
   * Has models answer requests as they come. One that fails is answered in its place, and the stream goes on.
   */
  modelStreamInfer(
    metadata: grpc.Metadata,
    options?: grpc.CallOptions,
  ): grpc.ClientDuplexStream<_inference_ModelInferRequestInput, _inference_ModelStreamInferResponse>;
  modelStreamInfer(
    options?: grpc.CallOptions,
  ): grpc.ClientDuplexStream<_inference_ModelInferRequestInput, _inference_ModelStreamInferResponse>;

  /**
   * Which models there are, and their states.
   */
  RepositoryIndex(
    argument: _inference_RepositoryIndexRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_RepositoryIndexResponse>,
  ): grpc.ClientUnaryCall;
  RepositoryIndex(
    argument: _inference_RepositoryIndexRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_RepositoryIndexResponse>,
  ): grpc.ClientUnaryCall;
  RepositoryIndex(
    argument: _inference_RepositoryIndexRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_RepositoryIndexResponse>,
  ): grpc.ClientUnaryCall;
  RepositoryIndex(
    argument: _inference_RepositoryIndexRequestInput,
    callback: grpc.requestCallback<_inference_RepositoryIndexResponse>,
  ): grpc.ClientUnaryCall;
  /**
   * Which models there are, and their states.
   */
  repositoryIndex(
    argument: _inference_RepositoryIndexRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_RepositoryIndexResponse>,
  ): grpc.ClientUnaryCall;
  repositoryIndex(
    argument: _inference_RepositoryIndexRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_RepositoryIndexResponse>,
  ): grpc.ClientUnaryCall;
  repositoryIndex(
    argument: _inference_RepositoryIndexRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_RepositoryIndexResponse>,
  ): grpc.ClientUnaryCall;
  repositoryIndex(
    argument: _inference_RepositoryIndexRequestInput,
    callback: grpc.requestCallback<_inference_RepositoryIndexResponse>,
  ): grpc.ClientUnaryCall;

  /**
   * Loads a model, or what lies there now in place of what serves.
   */
  RepositoryModelLoad(
    argument: _inference_RepositoryModelLoadRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_RepositoryModelLoadResponse>,
  ): grpc.ClientUnaryCall;
  RepositoryModelLoad(
    argument: _inference_RepositoryModelLoadRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_RepositoryModelLoadResponse>,
  ): grpc.ClientUnaryCall;
  RepositoryModelLoad(
    argument: _inference_RepositoryModelLoadRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_RepositoryModelLoadResponse>,
  ): grpc.ClientUnaryCall;
  RepositoryModelLoad(
    argument: _inference_RepositoryModelLoadRequestInput,
    callback: grpc.requestCallback<_inference_RepositoryModelLoadResponse>,
  ): grpc.ClientUnaryCall;
  /**
   * Loads a model, or what lies there now in place of what serves.
   */
  repositoryModelLoad(
    argument: _inference_RepositoryModelLoadRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_RepositoryModelLoadResponse>,
  ): grpc.ClientUnaryCall;
  repositoryModelLoad(
    argument: _inference_RepositoryModelLoadRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_RepositoryModelLoadResponse>,
  ): grpc.ClientUnaryCall;
  repositoryModelLoad(
    argument: _inference_RepositoryModelLoadRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_RepositoryModelLoadResponse>,
  ): grpc.ClientUnaryCall;
  repositoryModelLoad(
    argument: _inference_RepositoryModelLoadRequestInput,
    callback: grpc.requestCallback<_inference_RepositoryModelLoadResponse>,
  ): grpc.ClientUnaryCall;

  /**
   * Ends a model, until it is loaded again.
   */
  RepositoryModelUnload(
    argument: _inference_RepositoryModelUnloadRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_RepositoryModelUnloadResponse>,
  ): grpc.ClientUnaryCall;
  RepositoryModelUnload(
    argument: _inference_RepositoryModelUnloadRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_RepositoryModelUnloadResponse>,
  ): grpc.ClientUnaryCall;
  RepositoryModelUnload(
    argument: _inference_RepositoryModelUnloadRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_RepositoryModelUnloadResponse>,
  ): grpc.ClientUnaryCall;
  RepositoryModelUnload(
    argument: _inference_RepositoryModelUnloadRequestInput,
    callback: grpc.requestCallback<_inference_RepositoryModelUnloadResponse>,
  ): grpc.ClientUnaryCall;
  /**
   * Ends a model, until it is loaded again.
   */
  repositoryModelUnload(
    argument: _inference_RepositoryModelUnloadRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_RepositoryModelUnloadResponse>,
  ): grpc.ClientUnaryCall;
  repositoryModelUnload(
    argument: _inference_RepositoryModelUnloadRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_RepositoryModelUnloadResponse>,
  ): grpc.ClientUnaryCall;
  repositoryModelUnload(
    argument: _inference_RepositoryModelUnloadRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_RepositoryModelUnloadResponse>,
  ): grpc.ClientUnaryCall;
  repositoryModelUnload(
    argument: _inference_RepositoryModelUnloadRequestInput,
    callback: grpc.requestCallback<_inference_RepositoryModelUnloadResponse>,
  ): grpc.ClientUnaryCall;

  /**
   * Whether the server answers at all.
   */
  ServerLive(
    argument: _inference_ServerLiveRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ServerLiveResponse>,
  ): grpc.ClientUnaryCall;
  ServerLive(
    argument: _inference_ServerLiveRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_ServerLiveResponse>,
  ): grpc.ClientUnaryCall;
  ServerLive(
    argument: _inference_ServerLiveRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ServerLiveResponse>,
  ): grpc.ClientUnaryCall;
  ServerLive(
    argument: _inference_ServerLiveRequestInput,
    callback: grpc.requestCallback<_inference_ServerLiveResponse>,
  ): grpc.ClientUnaryCall;
  /**
   * Whether the server answers at all.
   */
  serverLive(
    argument: _inference_ServerLiveRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ServerLiveResponse>,
  ): grpc.ClientUnaryCall;
  serverLive(
    argument: _inference_ServerLiveRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_ServerLiveResponse>,
  ): grpc.ClientUnaryCall;
  serverLive(
    argument: _inference_ServerLiveRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ServerLiveResponse>,
  ): grpc.ClientUnaryCall;
  serverLive(
    argument: _inference_ServerLiveRequestInput,
    callback: grpc.requestCallback<_inference_ServerLiveResponse>,
  ): grpc.ClientUnaryCall;

  /**
   * Name, version and extensions of the server.
   */
  ServerMetadata(
    argument: _inference_ServerMetadataRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ServerMetadataResponse>,
  ): grpc.ClientUnaryCall;
  ServerMetadata(
    argument: _inference_ServerMetadataRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_ServerMetadataResponse>,
  ): grpc.ClientUnaryCall;
  ServerMetadata(
    argument: _inference_ServerMetadataRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ServerMetadataResponse>,
  ): grpc.ClientUnaryCall;
  ServerMetadata(
    argument: _inference_ServerMetadataRequestInput,
    callback: grpc.requestCallback<_inference_ServerMetadataResponse>,
  ): grpc.ClientUnaryCall;
  /**
   * Name, version and extensions of the server.
   */
  serverMetadata(
    argument: _inference_ServerMetadataRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ServerMetadataResponse>,
  ): grpc.ClientUnaryCall;
  serverMetadata(
    argument: _inference_ServerMetadataRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_ServerMetadataResponse>,
  ): grpc.ClientUnaryCall;
  serverMetadata(
    argument: _inference_ServerMetadataRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ServerMetadataResponse>,
  ): grpc.ClientUnaryCall;
  serverMetadata(
    argument: _inference_ServerMetadataRequestInput,
    callback: grpc.requestCallback<_inference_ServerMetadataResponse>,
  ): grpc.ClientUnaryCall;

  /**
   * Whether every model that should serve does.
   */
  ServerReady(
    argument: _inference_ServerReadyRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ServerReadyResponse>,
  ): grpc.ClientUnaryCall;
  ServerReady(
    argument: _inference_ServerReadyRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_ServerReadyResponse>,
  ): grpc.ClientUnaryCall;
  ServerReady(
    argument: _inference_ServerReadyRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ServerReadyResponse>,
  ): grpc.ClientUnaryCall;
  ServerReady(
    argument: _inference_ServerReadyRequestInput,
    callback: grpc.requestCallback<_inference_ServerReadyResponse>,
  ): grpc.ClientUnaryCall;
  /**
   * Whether every model that should serve does.
   */
  serverReady(
    argument: _inference_ServerReadyRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ServerReadyResponse>,
  ): grpc.ClientUnaryCall;
  serverReady(
    argument: _inference_ServerReadyRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_ServerReadyResponse>,
  ): grpc.ClientUnaryCall;
  serverReady(
    argument: _inference_ServerReadyRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_ServerReadyResponse>,
  ): grpc.ClientUnaryCall;
  serverReady(
    argument: _inference_ServerReadyRequestInput,
    callback: grpc.requestCallback<_inference_ServerReadyResponse>,
  ): grpc.ClientUnaryCall;

  /**
   * Registers a region of memory that client and server share.
   */
  SystemSharedMemoryRegister(
    argument: _inference_SystemSharedMemoryRegisterRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryRegisterResponse>,
  ): grpc.ClientUnaryCall;
  SystemSharedMemoryRegister(
    argument: _inference_SystemSharedMemoryRegisterRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryRegisterResponse>,
  ): grpc.ClientUnaryCall;
  SystemSharedMemoryRegister(
    argument: _inference_SystemSharedMemoryRegisterRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryRegisterResponse>,
  ): grpc.ClientUnaryCall;
  SystemSharedMemoryRegister(
    argument: _inference_SystemSharedMemoryRegisterRequestInput,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryRegisterResponse>,
  ): grpc.ClientUnaryCall;
  /**
   * Registers a region of memory that client and server share.
   */
  systemSharedMemoryRegister(
    argument: _inference_SystemSharedMemoryRegisterRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryRegisterResponse>,
  ): grpc.ClientUnaryCall;
  systemSharedMemoryRegister(
    argument: _inference_SystemSharedMemoryRegisterRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryRegisterResponse>,
  ): grpc.ClientUnaryCall;
  systemSharedMemoryRegister(
    argument: _inference_SystemSharedMemoryRegisterRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryRegisterResponse>,
  ): grpc.ClientUnaryCall;
  systemSharedMemoryRegister(
    argument: _inference_SystemSharedMemoryRegisterRequestInput,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryRegisterResponse>,
  ): grpc.ClientUnaryCall;

  /**
   * Which regions of memory are registered.
   */
  SystemSharedMemoryStatus(
    argument: _inference_SystemSharedMemoryStatusRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryStatusResponse>,
  ): grpc.ClientUnaryCall;
  SystemSharedMemoryStatus(
    argument: _inference_SystemSharedMemoryStatusRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryStatusResponse>,
  ): grpc.ClientUnaryCall;
  SystemSharedMemoryStatus(
    argument: _inference_SystemSharedMemoryStatusRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryStatusResponse>,
  ): grpc.ClientUnaryCall;
  SystemSharedMemoryStatus(
    argument: _inference_SystemSharedMemoryStatusRequestInput,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryStatusResponse>,
  ): grpc.ClientUnaryCall;
  /**
   * Which regions of memory are registered.
   */
  systemSharedMemoryStatus(
    argument: _inference_SystemSharedMemoryStatusRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryStatusResponse>,
  ): grpc.ClientUnaryCall;
  systemSharedMemoryStatus(
    argument: _inference_SystemSharedMemoryStatusRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryStatusResponse>,
  ): grpc.ClientUnaryCall;
  systemSharedMemoryStatus(
    argument: _inference_SystemSharedMemoryStatusRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryStatusResponse>,
  ): grpc.ClientUnaryCall;
  systemSharedMemoryStatus(
    argument: _inference_SystemSharedMemoryStatusRequestInput,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryStatusResponse>,
  ): grpc.ClientUnaryCall;

  /**
   * Forgets a region, or all of them.
   */
  SystemSharedMemoryUnregister(
    argument: _inference_SystemSharedMemoryUnregisterRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryUnregisterResponse>,
  ): grpc.ClientUnaryCall;
  SystemSharedMemoryUnregister(
    argument: _inference_SystemSharedMemoryUnregisterRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryUnregisterResponse>,
  ): grpc.ClientUnaryCall;
  SystemSharedMemoryUnregister(
    argument: _inference_SystemSharedMemoryUnregisterRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryUnregisterResponse>,
  ): grpc.ClientUnaryCall;
  SystemSharedMemoryUnregister(
    argument: _inference_SystemSharedMemoryUnregisterRequestInput,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryUnregisterResponse>,
  ): grpc.ClientUnaryCall;
  /**
   * Forgets a region, or all of them.
   */
  systemSharedMemoryUnregister(
    argument: _inference_SystemSharedMemoryUnregisterRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryUnregisterResponse>,
  ): grpc.ClientUnaryCall;
  systemSharedMemoryUnregister(
    argument: _inference_SystemSharedMemoryUnregisterRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryUnregisterResponse>,
  ): grpc.ClientUnaryCall;
  systemSharedMemoryUnregister(
    argument: _inference_SystemSharedMemoryUnregisterRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryUnregisterResponse>,
  ): grpc.ClientUnaryCall;
  systemSharedMemoryUnregister(
    argument: _inference_SystemSharedMemoryUnregisterRequestInput,
    callback: grpc.requestCallback<_inference_SystemSharedMemoryUnregisterResponse>,
  ): grpc.ClientUnaryCall;
}

export interface GRPCInferenceServiceHandlers extends grpc.UntypedServiceImplementation {
  /**
   * How a model is run, as far as it can be said in Triton's words.
   */
  ModelConfig: grpc.handleUnaryCall<_inference_ModelConfigRequest, _inference_ModelConfigResponseInput>;

  /**
   * Has a model answer one request.
   */
  ModelInfer: grpc.handleUnaryCall<_inference_ModelInferRequest, _inference_ModelInferResponseInput>;

  /**
   * What a model takes and gives.
   */
  ModelMetadata: grpc.handleUnaryCall<_inference_ModelMetadataRequest, _inference_ModelMetadataResponseInput>;

  /**
   * Whether calls of a model are answered.
   */
  ModelReady: grpc.handleUnaryCall<_inference_ModelReadyRequest, _inference_ModelReadyResponseInput>;

  /**
   * How often a model was called since the server has started, and where the time went.
   */
  ModelStatistics: grpc.handleUnaryCall<_inference_ModelStatisticsRequest, _inference_ModelStatisticsResponseInput>;

  /**
   * Has models answer requests as they come. One that fails is answered in its place, and the stream goes on.
   */
  ModelStreamInfer: grpc.handleBidiStreamingCall<
    _inference_ModelInferRequest,
    _inference_ModelStreamInferResponseInput
  >;

  /**
   * Which models there are, and their states.
   */
  RepositoryIndex: grpc.handleUnaryCall<_inference_RepositoryIndexRequest, _inference_RepositoryIndexResponseInput>;

  /**
   * Loads a model, or what lies there now in place of what serves.
   */
  RepositoryModelLoad: grpc.handleUnaryCall<
    _inference_RepositoryModelLoadRequest,
    _inference_RepositoryModelLoadResponseInput
  >;

  /**
   * Ends a model, until it is loaded again.
   */
  RepositoryModelUnload: grpc.handleUnaryCall<
    _inference_RepositoryModelUnloadRequest,
    _inference_RepositoryModelUnloadResponseInput
  >;

  /**
   * Whether the server answers at all.
   */
  ServerLive: grpc.handleUnaryCall<_inference_ServerLiveRequest, _inference_ServerLiveResponseInput>;

  /**
   * Name, version and extensions of the server.
   */
  ServerMetadata: grpc.handleUnaryCall<_inference_ServerMetadataRequest, _inference_ServerMetadataResponseInput>;

  /**
   * Whether every model that should serve does.
   */
  ServerReady: grpc.handleUnaryCall<_inference_ServerReadyRequest, _inference_ServerReadyResponseInput>;

  /**
   * Registers a region of memory that client and server share.
   */
  SystemSharedMemoryRegister: grpc.handleUnaryCall<
    _inference_SystemSharedMemoryRegisterRequest,
    _inference_SystemSharedMemoryRegisterResponseInput
  >;

  /**
   * Which regions of memory are registered.
   */
  SystemSharedMemoryStatus: grpc.handleUnaryCall<
    _inference_SystemSharedMemoryStatusRequest,
    _inference_SystemSharedMemoryStatusResponseInput
  >;

  /**
   * Forgets a region, or all of them.
   */
  SystemSharedMemoryUnregister: grpc.handleUnaryCall<
    _inference_SystemSharedMemoryUnregisterRequest,
    _inference_SystemSharedMemoryUnregisterResponseInput
  >;
}

export interface GRPCInferenceServiceDefinition extends grpc.ServiceDefinition {
  ModelConfig: MethodDefinition<
    _inference_ModelConfigRequestInput,
    _inference_ModelConfigResponseInput,
    _inference_ModelConfigRequest,
    _inference_ModelConfigResponse
  >;
  ModelInfer: MethodDefinition<
    _inference_ModelInferRequestInput,
    _inference_ModelInferResponseInput,
    _inference_ModelInferRequest,
    _inference_ModelInferResponse
  >;
  ModelMetadata: MethodDefinition<
    _inference_ModelMetadataRequestInput,
    _inference_ModelMetadataResponseInput,
    _inference_ModelMetadataRequest,
    _inference_ModelMetadataResponse
  >;
  ModelReady: MethodDefinition<
    _inference_ModelReadyRequestInput,
    _inference_ModelReadyResponseInput,
    _inference_ModelReadyRequest,
    _inference_ModelReadyResponse
  >;
  ModelStatistics: MethodDefinition<
    _inference_ModelStatisticsRequestInput,
    _inference_ModelStatisticsResponseInput,
    _inference_ModelStatisticsRequest,
    _inference_ModelStatisticsResponse
  >;
  ModelStreamInfer: MethodDefinition<
    _inference_ModelInferRequestInput,
    _inference_ModelStreamInferResponseInput,
    _inference_ModelInferRequest,
    _inference_ModelStreamInferResponse
  >;
  RepositoryIndex: MethodDefinition<
    _inference_RepositoryIndexRequestInput,
    _inference_RepositoryIndexResponseInput,
    _inference_RepositoryIndexRequest,
    _inference_RepositoryIndexResponse
  >;
  RepositoryModelLoad: MethodDefinition<
    _inference_RepositoryModelLoadRequestInput,
    _inference_RepositoryModelLoadResponseInput,
    _inference_RepositoryModelLoadRequest,
    _inference_RepositoryModelLoadResponse
  >;
  RepositoryModelUnload: MethodDefinition<
    _inference_RepositoryModelUnloadRequestInput,
    _inference_RepositoryModelUnloadResponseInput,
    _inference_RepositoryModelUnloadRequest,
    _inference_RepositoryModelUnloadResponse
  >;
  ServerLive: MethodDefinition<
    _inference_ServerLiveRequestInput,
    _inference_ServerLiveResponseInput,
    _inference_ServerLiveRequest,
    _inference_ServerLiveResponse
  >;
  ServerMetadata: MethodDefinition<
    _inference_ServerMetadataRequestInput,
    _inference_ServerMetadataResponseInput,
    _inference_ServerMetadataRequest,
    _inference_ServerMetadataResponse
  >;
  ServerReady: MethodDefinition<
    _inference_ServerReadyRequestInput,
    _inference_ServerReadyResponseInput,
    _inference_ServerReadyRequest,
    _inference_ServerReadyResponse
  >;
  SystemSharedMemoryRegister: MethodDefinition<
    _inference_SystemSharedMemoryRegisterRequestInput,
    _inference_SystemSharedMemoryRegisterResponseInput,
    _inference_SystemSharedMemoryRegisterRequest,
    _inference_SystemSharedMemoryRegisterResponse
  >;
  SystemSharedMemoryStatus: MethodDefinition<
    _inference_SystemSharedMemoryStatusRequestInput,
    _inference_SystemSharedMemoryStatusResponseInput,
    _inference_SystemSharedMemoryStatusRequest,
    _inference_SystemSharedMemoryStatusResponse
  >;
  SystemSharedMemoryUnregister: MethodDefinition<
    _inference_SystemSharedMemoryUnregisterRequestInput,
    _inference_SystemSharedMemoryUnregisterResponseInput,
    _inference_SystemSharedMemoryUnregisterRequest,
    _inference_SystemSharedMemoryUnregisterResponse
  >;
}
