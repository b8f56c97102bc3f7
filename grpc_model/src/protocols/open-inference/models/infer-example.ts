import type { Catalog } from '../../../catalog/catalog';
import type { DeclaredInput, ModelMetadata } from '../../../contract';
import { elementCount } from '../../../core/tensor-shape';
import { signatureOf, type TensorSpec } from '../infer/signature';
import type { InferExample } from './schemas';

/** Whoever reads them is a person. */
const MAX_EXAMPLES = 50;
const MAX_ELEMENTS = 1024;

/**
 * A request in JSON for each model whose default version is loaded, as far as JSON can carry one: with zeros for numbers, and one
 * row where the model takes any number of them. Loads nothing.
 */
export function inferExamples(catalog: Pick<Catalog, 'list' | 'lookUp'>): InferExample[] {
  const listed = catalog.list().filter(({ defaultVersion }) => defaultVersion !== undefined);
  const loaded = listed.flatMap(({ name }) => {
    const { state, metadata, version } = catalog.lookUp({ name, version: undefined });
    return state.name === 'ready' && metadata !== undefined ? [{ name, version: version.text, metadata }] : [];
  });
  return loaded.slice(0, MAX_EXAMPLES).map(({ name, version, metadata }) => {
    const request = requestFor(metadata);
    return { model: name, version, ...(request === undefined ? {} : { request }) };
  });
}

type ExampleRequest = NonNullable<InferExample['request']>;
type ExampleInput = ExampleRequest['inputs'][number];

function requestFor(metadata: ModelMetadata): ExampleRequest | undefined {
  const { inputs: specs } = signatureOf(metadata);
  const inputs = specs.flatMap((spec, index) => inputFor(spec, metadata.inputs[index]!) ?? []);
  return inputs.length === specs.length ? { inputs } : undefined;
}

function inputFor({ name, datatype, shape: declared }: TensorSpec, input: DeclaredInput): ExampleInput | undefined {
  const shape = declared.map((length) => (length === -1 ? 1 : length));
  const count = elementCount(shape);
  if (count === undefined || count > MAX_ELEMENTS) return undefined;
  const element = elementFor(datatype, input);
  return element === undefined
    ? undefined
    : { name, datatype, shape, data: new Array<typeof element>(count).fill(element) };
}

/** @returns undefined where JSON has none */
function elementFor(
  datatype: TensorSpec['datatype'],
  { tensor, acceptedMediaTypes: types }: DeclaredInput,
): ExampleInput['data'][number] | undefined {
  switch (datatype) {
    case 'FP16':
    case 'BF16':
      return undefined;
    case 'BOOL':
      return false;
    case 'BYTES':
      if (tensor !== undefined || types.length === 0 || types.some((type) => type.startsWith('text/'))) return 'text';
      return types.includes('application/json') ? '{}' : undefined;
    default:
      return 0;
  }
}
