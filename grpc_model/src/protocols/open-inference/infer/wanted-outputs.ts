import type { InferMessage, Parameters, RequestedOutput } from '../infer-message';
import { NO_PARAMETERS } from '../infer-message';
import { standsInSharedMemory } from '../shared-memory-parameters';
import { printable } from './printable';
import { refused, refusedIn } from './refusals';
import type { ModelSignature, TensorSpec } from './signature';

/** An output that the answer has. */
export interface WantedOutput {
  readonly spec: TensorSpec;
  /** Where it stands among those that the model declares. */
  readonly index: number;
  /** How many classes are asked for instead of the tensor; 0: the tensor. */
  readonly classes: number;
  readonly parameters: Parameters;
}

/** Datatypes whose elements are no scores (contract section 4.6). */
const WITHOUT_CLASSES: ReadonlySet<string> = new Set(['BYTES', 'BOOL', 'FP16', 'BF16']);

/**
 * What the answer is to hold, in order: what the request names, or everything.
 *
 * @throws ServingError `invalid-argument`, in the words of contract sections 3.7, 4.6 and 4.7
 */
export function wantedOutputs(message: InferMessage, { outputs: specs }: ModelSignature): readonly WantedOutput[] {
  const { id, modelName: model, outputs } = message;
  if (outputs.length === 0) return specs.map((spec, index) => ({ spec, index, classes: 0, parameters: NO_PARAMETERS }));
  const wanted: WantedOutput[] = [];
  for (const output of outputs) {
    const { name } = output;
    const index = specs.findIndex((spec) => spec.name === name);
    if (index === -1) throw refused(`unexpected inference output '${printable(name)}' for model '${model}'`);
    if (wanted.some((each) => each.index === index))
      throw refusedIn({ id, model }, `output '${name}' already exists in request`);
    const spec = specs[index]!;
    wanted.push({ spec, index, classes: classesOf(output, spec), parameters: output.parameters });
  }
  return wanted;
}

function classesOf({ parameters }: RequestedOutput, { datatype }: TensorSpec): number {
  const classes = parameters.size === 0 ? undefined : parameters.get('classification');
  if (classes === undefined) return 0;
  if (typeof classes !== 'bigint')
    throw refused("invalid value type for 'classification' parameter, expected int64_param");
  // The contract's sentence says 0, and means that no class is asked for by leaving it out.
  if (classes < 1n)
    throw refused("invalid value for 'classification' parameter, expected >= 0; leave it out to get the tensor");
  if (standsInSharedMemory(parameters))
    throw refused("Output can't set both 'shared_memory_region' and 'classification'");
  if (WITHOUT_CLASSES.has(datatype))
    throw refused(`class result not available for output due to unsupported type '${datatype}'`);
  return Number(classes);
}
