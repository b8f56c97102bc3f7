import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { InputItemInput as _InputItemInput, InputItem as _InputItem } from './InputItem';
import type {
  ModelDescriptionInput as _ModelDescriptionInput,
  ModelDescription as _ModelDescription,
} from './ModelDescription';
import type { ModelFeaturesInput as _ModelFeaturesInput, ModelFeatures as _ModelFeatures } from './ModelFeatures';
import type { ModelInfoInput as _ModelInfoInput, ModelInfo as _ModelInfo } from './ModelInfo';
import type { ModelInputInput as _ModelInputInput, ModelInput as _ModelInput } from './ModelInput';
import type { ModelOutputInput as _ModelOutputInput, ModelOutput as _ModelOutput } from './ModelOutput';
import type { ModelResourcesInput as _ModelResourcesInput, ModelResources as _ModelResources } from './ModelResources';
import type { ModelTimeoutInput as _ModelTimeoutInput, ModelTimeout as _ModelTimeout } from './ModelTimeout';
import type {
  ModzyModelClient as _ModzyModelClient,
  ModzyModelDefinition as _ModzyModelDefinition,
} from './ModzyModel';
import type { OutputItemInput as _OutputItemInput, OutputItem as _OutputItem } from './OutputItem';
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

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new (...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  InputItem: MessageTypeDefinition<_InputItemInput, _InputItem>;
  ModelDescription: MessageTypeDefinition<_ModelDescriptionInput, _ModelDescription>;
  ModelFeatures: MessageTypeDefinition<_ModelFeaturesInput, _ModelFeatures>;
  ModelInfo: MessageTypeDefinition<_ModelInfoInput, _ModelInfo>;
  ModelInput: MessageTypeDefinition<_ModelInputInput, _ModelInput>;
  ModelOutput: MessageTypeDefinition<_ModelOutputInput, _ModelOutput>;
  ModelResources: MessageTypeDefinition<_ModelResourcesInput, _ModelResources>;
  ModelTimeout: MessageTypeDefinition<_ModelTimeoutInput, _ModelTimeout>;
  ModzyModel: SubtypeConstructor<typeof grpc.Client, _ModzyModelClient> & { service: _ModzyModelDefinition };
  OutputItem: MessageTypeDefinition<_OutputItemInput, _OutputItem>;
  RunRequest: MessageTypeDefinition<_RunRequestInput, _RunRequest>;
  RunResponse: MessageTypeDefinition<_RunResponseInput, _RunResponse>;
  ShutdownRequest: MessageTypeDefinition<_ShutdownRequestInput, _ShutdownRequest>;
  ShutdownResponse: MessageTypeDefinition<_ShutdownResponseInput, _ShutdownResponse>;
  StatusRequest: MessageTypeDefinition<_StatusRequestInput, _StatusRequest>;
  StatusResponse: MessageTypeDefinition<_StatusResponseInput, _StatusResponse>;
}
