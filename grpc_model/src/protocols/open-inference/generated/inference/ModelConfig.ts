// Original file: protos/open-inference/inference.proto

import type {
  ModelVersionPolicyInput as _inference_ModelVersionPolicyInput,
  ModelVersionPolicy as _inference_ModelVersionPolicy,
} from '../inference/ModelVersionPolicy';
import type {
  ModelInputInput as _inference_ModelInputInput,
  ModelInput as _inference_ModelInput,
} from '../inference/ModelInput';
import type {
  ModelOutputInput as _inference_ModelOutputInput,
  ModelOutput as _inference_ModelOutput,
} from '../inference/ModelOutput';
import type {
  ModelInstanceGroupInput as _inference_ModelInstanceGroupInput,
  ModelInstanceGroup as _inference_ModelInstanceGroup,
} from '../inference/ModelInstanceGroup';
import type {
  ModelDynamicBatchingInput as _inference_ModelDynamicBatchingInput,
  ModelDynamicBatching as _inference_ModelDynamicBatching,
} from '../inference/ModelDynamicBatching';
import type {
  ModelParameterInput as _inference_ModelParameterInput,
  ModelParameter as _inference_ModelParameter,
} from '../inference/ModelParameter';
import type {
  ModelTransactionPolicyInput as _inference_ModelTransactionPolicyInput,
  ModelTransactionPolicy as _inference_ModelTransactionPolicy,
} from '../inference/ModelTransactionPolicy';

export interface ModelConfigInput {
  name?: string;
  platform?: string;
  version_policy?: _inference_ModelVersionPolicyInput | null;
  /**
   * 0: no dimension is the batch.
   */
  max_batch_size?: number;
  input?: _inference_ModelInputInput[];
  output?: _inference_ModelOutputInput[];
  instance_group?: _inference_ModelInstanceGroupInput[];
  default_model_filename?: string;
  dynamic_batching?: _inference_ModelDynamicBatchingInput | null;
  parameters?: { [key: string]: _inference_ModelParameterInput };
  backend?: string;
  model_transaction_policy?: _inference_ModelTransactionPolicyInput | null;
}

export interface ModelConfig {
  name: string;
  platform: string;
  version_policy: _inference_ModelVersionPolicy | null;
  /**
   * 0: no dimension is the batch.
   */
  max_batch_size: number;
  input: _inference_ModelInput[];
  output: _inference_ModelOutput[];
  instance_group: _inference_ModelInstanceGroup[];
  default_model_filename: string;
  dynamic_batching: _inference_ModelDynamicBatching | null;
  parameters: { [key: string]: _inference_ModelParameter };
  backend: string;
  model_transaction_policy: _inference_ModelTransactionPolicy | null;
}
