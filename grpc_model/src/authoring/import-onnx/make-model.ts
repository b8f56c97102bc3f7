import type { TensorDeclaration } from '../../contract';
import type { Item } from '../../core/request';
import { describeTensor } from '../../core/tensor-shape';
import type { NewModel, NewPart } from '../new-model';
import { caseChanges, memoryFor, sizeOf, weightChanges } from './bundle-files';
import type { Example } from './find-example';
import type { Graph, GraphPort } from './graph';
import { safeNames } from './safe-names';
import { wrapperFiles, wrapperSource, type NamedPort } from './wrapper-template';

/** The most items of one run, where items share one. */
const BATCH_SIZE = 32;

export interface ImportedModel {
  readonly graph: Graph;
  readonly example: Example;
  /** Whether the example's inputs were made up. */
  readonly origin: 'made up' | 'given';
  readonly hasBatch: boolean;
  readonly described: Pick<NewModel, 'name' | 'version' | 'author' | 'summary'>;
}

/** A graph as a model of the project. */
export async function makeModel(root: string, imported: ImportedModel): Promise<NewModel> {
  const { graph, example, origin, hasBatch, described } = imported;
  const { inputs, outputs } = namePorts(graph, example);
  const bundle = `asset_bundle/${described.version}`;
  const shapes = new Map(inputs.map(({ name, inGraph }) => [name, shapeIn(example.inputs, inGraph)]));
  const facts = { inputs, outputs, hasBatch, shapes };
  const nameOf = (inGraph: string, role: 'input' | 'output') =>
    (role === 'input' ? inputs : outputs).find((port) => port.inGraph === inGraph)!.name;
  return {
    ...described,
    inputs: inputs.map((port) => ({ ...partOf(port), mediaTypes: inputTypes(port.tensor) })),
    outputs: outputs.map((port) => ({ ...partOf(port), mediaType: outputType(port.tensor) })),
    maxBatchSize: hasBatch ? BATCH_SIZE : 1,
    memory: memoryFor(graph.files),
    wrapperSource: wrapperSource(root, facts),
    files: [
      ...wrapperFiles(root, facts),
      ...(await weightChanges(bundle, graph.files)),
      ...caseChanges(bundle, example, origin, nameOf),
    ],
    packages: ['onnxruntime-node'],
  };
}

function namePorts({ inputs, outputs }: Graph, example: Example): Record<'inputs' | 'outputs', NamedPort[]> {
  const names = safeNames([...inputs, ...outputs].map(({ name }) => name));
  const named = ({ name: inGraph, tensor }: GraphPort, at: number): NamedPort => ({
    name: names[at]!,
    inGraph,
    tensor,
  });
  return {
    inputs: inputs.map(named),
    outputs: outputs.map((port, at) => {
      const tensor = { ...port.tensor, shape: shapeThatHolds(port.tensor, shapeIn(example.outputs, port.name)) };
      return named({ ...port, tensor }, inputs.length + at);
    }),
  };
}

/** The declared shape, open where the graph gave another length than it tells, or tells none. */
function shapeThatHolds({ shape }: TensorDeclaration, found: readonly number[]): readonly number[] {
  if (shape.length !== found.length) return found.map(() => -1);
  return shape.map((length, at) => (length === found[at] ? length : -1));
}

function shapeIn(item: Item, name: string): readonly number[] {
  const part = item.get(name);
  return part?.kind === 'tensor' ? part.shape : [];
}

function partOf({ name, inGraph, tensor }: NamedPort): NewPart {
  const shown = describeTensor(tensor.datatype, tensor.shape);
  const description =
    name === inGraph ? `A tensor ${shown}.` : `A tensor ${shown}, ${JSON.stringify(inGraph)} in the graph.`;
  return { name, maxSize: sizeOf(tensor), description, tensor };
}

/** NumPy's files know no texts of any length, and JSON no half-precision numbers. */
function inputTypes({ datatype }: TensorDeclaration): string[] {
  if (datatype === 'BYTES') return ['application/json'];
  return datatype === 'FP16' ? ['application/x-npy'] : ['application/x-npy', 'application/json'];
}

function outputType({ datatype }: TensorDeclaration): string {
  return datatype === 'BYTES' ? 'application/json' : 'application/x-npy';
}
