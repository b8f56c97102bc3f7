import type { Tensor } from '../../contract';
import { ServingError } from '../../core/errors';
import type { InferAnswer, InferMessage, ParameterValue } from '../../protocols/open-inference/infer-message';
import type { CallOptions } from './call-options';
import { toNamedModel, type ModelName } from './model-name';
import { fromParameters, toParameters, type GivenParameters } from './parameters';
import { toInferInput, toOutputTensor, type InputValue } from './tensors';

export interface RequestedOutput {
  readonly name: string;
  /** For example `{ classification: 3 }`: the three largest elements with their labels, as BYTES. */
  readonly parameters?: GivenParameters;
}

export interface InferOptions extends CallOptions {
  /** Comes back in the answer. */
  readonly id?: string;
  /** Default: all of them. */
  readonly outputs?: readonly (string | RequestedOutput)[];
  /** What the model is told beside its inputs. */
  readonly parameters?: GivenParameters;
  /** 1 is the most urgent; default: the server's. */
  readonly priority?: number;
}

/** Inputs by name. */
export type Inputs = Readonly<Record<string, InputValue>>;

/** One answer of a model. */
export interface InferResult {
  readonly modelName: string;
  /** Empty where the server does not tell. */
  readonly modelVersion: string;
  /** The call's; empty when it had none. */
  readonly id: string;
  /** Whole numbers that a number holds exactly are numbers, others bigints. */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly outputs: Readonly<Record<string, Tensor>>;
}

/** @throws ServingError `invalid-argument` for an input or priority that cannot be sent */
export function toInferMessage(model: ModelName, inputs: Inputs, options: InferOptions): InferMessage {
  const { name, version } = toNamedModel(model);
  const parameters = toParameters(options.parameters);
  if (options.priority !== undefined) parameters.set('priority', toPriority(options.priority));
  return {
    modelName: name,
    modelVersion: version,
    id: options.id ?? '',
    parameters,
    inputs: Object.entries(inputs).map(([input, value]) => toInferInput(input, value)),
    outputs: (options.outputs ?? []).map((output) =>
      typeof output === 'string'
        ? { name: output, parameters: toParameters() }
        : { name: output.name, parameters: toParameters(output.parameters) },
    ),
  };
}

/** @throws ServingError `internal` for an output that is not what its shape says */
export function toInferResult({ modelName, modelVersion, id, parameters, outputs }: InferAnswer): InferResult {
  return {
    modelName,
    modelVersion,
    id,
    parameters: fromParameters(parameters),
    outputs: Object.fromEntries(outputs.map((output) => [output.name, toOutputTensor(output)])),
  };
}

function toPriority(priority: number): bigint {
  if (Number.isSafeInteger(priority) && priority >= 0) return BigInt(priority);
  throw new ServingError('invalid-argument', `The priority is ${priority}; expected a whole number from 0.`);
}
