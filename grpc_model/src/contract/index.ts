/** What an author sees, through one door. */
export type {
  Bundle,
  DeclaredInput,
  DeclaredOutput,
  ModelDescription,
  ModelFeatures,
  ModelMetadata,
  ModelResources,
  ModelTimeouts,
  Quantity,
} from './bundle';
export { InvalidInputError, ItemFailure, failure } from './errors';
export { bundleForTests, optionsForTests } from './for-tests';
export type { InferenceOptions, LogFields, Logger, ParameterValue } from './inference-options';
export { ModelInput } from './model-input';
export { json, results } from './model-output';
export type { JsonValue, ModelOutput, Results } from './model-output';
export { DATATYPES } from './tensor';
export type { Datatype, Tensor, TensorData, TensorDeclaration, TensorOf } from './tensor';
export { tensorBytes } from './tensor-bytes';
export { ModelWrapper } from './model-wrapper';
export type { ModelWrapperClass } from './model-wrapper';
