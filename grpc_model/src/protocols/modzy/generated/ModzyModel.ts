// Original file: protos/modzy/model.proto

import type * as grpc from '@grpc/grpc-js';
import type { MethodDefinition } from '@grpc/proto-loader';
import type { RunRequestInput as _RunRequestInput, RunRequest as _RunRequest } from './RunRequest';
import type { RunResponseInput as _RunResponseInput, RunResponse as _RunResponse } from './RunResponse';
import type {
  ShutdownRequestInput as _ShutdownRequestInput,
  ShutdownRequest as _ShutdownRequest,
} from './ShutdownRequest';
import type {
  ShutdownResponseInput as _ShutdownResponseInput,
  ShutdownResponse as _ShutdownResponse,
} from './ShutdownResponse';
import type { StatusRequestInput as _StatusRequestInput, StatusRequest as _StatusRequest } from './StatusRequest';
import type { StatusResponseInput as _StatusResponseInput, StatusResponse as _StatusResponse } from './StatusResponse';

export interface ModzyModelClient extends grpc.Client {
  /**
   * Answers every item of the request; an item that fails does not fail the others.
   */
  Run(
    argument: _RunRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_RunResponse>,
  ): grpc.ClientUnaryCall;
  Run(
    argument: _RunRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_RunResponse>,
  ): grpc.ClientUnaryCall;
  Run(
    argument: _RunRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_RunResponse>,
  ): grpc.ClientUnaryCall;
  Run(argument: _RunRequestInput, callback: grpc.requestCallback<_RunResponse>): grpc.ClientUnaryCall;
  /**
   * Answers every item of the request; an item that fails does not fail the others.
   */
  run(
    argument: _RunRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_RunResponse>,
  ): grpc.ClientUnaryCall;
  run(
    argument: _RunRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_RunResponse>,
  ): grpc.ClientUnaryCall;
  run(
    argument: _RunRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_RunResponse>,
  ): grpc.ClientUnaryCall;
  run(argument: _RunRequestInput, callback: grpc.requestCallback<_RunResponse>): grpc.ClientUnaryCall;

  /**
   * Finishes what runs and ends the server.
   */
  Shutdown(
    argument: _ShutdownRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_ShutdownResponse>,
  ): grpc.ClientUnaryCall;
  Shutdown(
    argument: _ShutdownRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_ShutdownResponse>,
  ): grpc.ClientUnaryCall;
  Shutdown(
    argument: _ShutdownRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_ShutdownResponse>,
  ): grpc.ClientUnaryCall;
  Shutdown(argument: _ShutdownRequestInput, callback: grpc.requestCallback<_ShutdownResponse>): grpc.ClientUnaryCall;
  /**
   * Finishes what runs and ends the server.
   */
  shutdown(
    argument: _ShutdownRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_ShutdownResponse>,
  ): grpc.ClientUnaryCall;
  shutdown(
    argument: _ShutdownRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_ShutdownResponse>,
  ): grpc.ClientUnaryCall;
  shutdown(
    argument: _ShutdownRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_ShutdownResponse>,
  ): grpc.ClientUnaryCall;
  shutdown(argument: _ShutdownRequestInput, callback: grpc.requestCallback<_ShutdownResponse>): grpc.ClientUnaryCall;

  /**
   * Reports whether the model is loaded, and its metadata. Waits for a load under way.
   */
  Status(
    argument: _StatusRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_StatusResponse>,
  ): grpc.ClientUnaryCall;
  Status(
    argument: _StatusRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_StatusResponse>,
  ): grpc.ClientUnaryCall;
  Status(
    argument: _StatusRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_StatusResponse>,
  ): grpc.ClientUnaryCall;
  Status(argument: _StatusRequestInput, callback: grpc.requestCallback<_StatusResponse>): grpc.ClientUnaryCall;
  /**
   * Reports whether the model is loaded, and its metadata. Waits for a load under way.
   */
  status(
    argument: _StatusRequestInput,
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_StatusResponse>,
  ): grpc.ClientUnaryCall;
  status(
    argument: _StatusRequestInput,
    metadata: grpc.Metadata,
    callback: grpc.requestCallback<_StatusResponse>,
  ): grpc.ClientUnaryCall;
  status(
    argument: _StatusRequestInput,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<_StatusResponse>,
  ): grpc.ClientUnaryCall;
  status(argument: _StatusRequestInput, callback: grpc.requestCallback<_StatusResponse>): grpc.ClientUnaryCall;
}

export interface ModzyModelHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Answers every item of the request; an item that fails does not fail the others.
   */
  Run: grpc.handleUnaryCall<_RunRequest, _RunResponseInput>;

  /**
   * Finishes what runs and ends the server.
   */
  Shutdown: grpc.handleUnaryCall<_ShutdownRequest, _ShutdownResponseInput>;

  /**
   * Reports whether the model is loaded, and its metadata. Waits for a load under way.
   */
  Status: grpc.handleUnaryCall<_StatusRequest, _StatusResponseInput>;
}

export interface ModzyModelDefinition extends grpc.ServiceDefinition {
  Run: MethodDefinition<_RunRequestInput, _RunResponseInput, _RunRequest, _RunResponse>;
  Shutdown: MethodDefinition<_ShutdownRequestInput, _ShutdownResponseInput, _ShutdownRequest, _ShutdownResponse>;
  Status: MethodDefinition<_StatusRequestInput, _StatusResponseInput, _StatusRequest, _StatusResponse>;
}
