import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBatchProblem, findExample } from '../../../../src/authoring/import-onnx/find-example';
import { readGivenInputs } from '../../../../src/authoring/import-onnx/given-inputs';
import { openGraph, type Graph as OpenGraph } from '../../../../src/authoring/import-onnx/graph';
import type { Item } from '../../../../src/core/request';
import { toTensor } from '../../../../src/core/tensor';
import { identityGraph } from '../../../support/onnx-fixture';
import { encodeOnnxModel, rawData, type ElementType, type Graph } from '../../../support/onnx-model';

const NOTHING_GIVEN: Item = new Map();
let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'graphs-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function withGraph<T>(graph: Graph, use: (open: OpenGraph) => Promise<T>): Promise<T> {
  const path = join(folder, 'model.onnx');
  writeFileSync(path, encodeOnnxModel(graph));
  const open = await openGraph(path);
  try {
    return await use(open);
  } finally {
    await open.close();
  }
}

/** The square root of the limit minus x: NaN for all that is larger. */
function rootBelow(limit: number, shape: Graph['inputs'][number]['shape'] = [4]): Graph {
  return {
    inputs: [{ name: 'x', type: 'FLOAT', shape }],
    outputs: [{ name: 'y', type: 'FLOAT', shape }],
    initializers: [{ name: 'limit', type: 'FLOAT', shape: [1], data: rawData(Float32Array.of(limit)) }],
    nodes: [
      { operator: 'Sub', inputs: ['limit', 'x'], outputs: ['below'] },
      { operator: 'Sqrt', inputs: ['below'], outputs: ['y'] },
    ],
  };
}

test.each<ElementType>(
  'BOOL UINT8 UINT16 UINT32 UINT64 INT8 INT16 INT32 INT64 FLOAT16 FLOAT DOUBLE STRING'.split(' ') as ElementType[],
)('an input of %s is made up of elements that differ, the same ones every time', async (type) => {
  await withGraph(identityGraph(type, ['N', 9]), async (graph) => {
    const first = await findExample(graph, NOTHING_GIVEN);
    expect((await findExample(graph, NOTHING_GIVEN)).inputs).toEqual(first.inputs);
    const part = first.inputs.get('x');
    if (part?.kind !== 'tensor') throw new Error('There is no tensor x.');
    expect(part.shape).toEqual([1, 9]);
    const elements = Array.from<unknown>(toTensor(part).data).map((each) => String(each));
    expect(new Set(elements).size).toBeGreaterThan(1);
    expect(await findBatchProblem(graph, NOTHING_GIVEN, first)).toBeUndefined();
  });
});

test('a scalar and a tensor without elements have an example, too', async () => {
  for (const shape of [[], [0, 3]]) {
    const { outputs } = await withGraph(identityGraph('INT32', shape), (graph) => findExample(graph, NOTHING_GIVEN));
    expect(outputs.get('y')).toMatchObject({ shape });
  }
});

test('other numbers are tried until the answer is finite', async () => {
  const { recipe } = await withGraph(rootBelow(0.5), (graph) => findExample(graph, NOTHING_GIVEN));
  expect(recipe.floats).toEqual([0.01, 0.1]);
});

test('a graph that never gives a finite answer is refused, with what to do', async () => {
  await withGraph(rootBelow(-10), (graph) =>
    expect(findExample(graph, NOTHING_GIVEN)).rejects.toThrow(/were NaN or infinite\.\n.*--input-npy "x=FILE\.npy"$/),
  );
});

test('an example that is given is taken as it is', async () => {
  writeFileSync(join(folder, 'x.json'), '[-20, -21, -22, -23]');
  await withGraph(rootBelow(-10), async (graph) => {
    const given = readGivenInputs([`x=${join(folder, 'x.json')}`], graph.inputs);
    const { inputs, outputs } = await findExample(graph, given);
    expect(inputs.get('x')).toEqual(given.get('x'));
    expect(outputs.get('y')).toMatchObject({ shape: [4] });
    expect(() => readGivenInputs(['z=file'], graph.inputs)).toThrow('an input of the graph: "x".');
  });
});

test('items do not share a run of a graph that is made for one row, whatever it tells', async () => {
  const graph: Graph = {
    inputs: [{ name: 'x', type: 'FLOAT', shape: ['N', 2] }],
    outputs: [{ name: 'y', type: 'FLOAT', shape: ['M', 2] }],
    initializers: [{ name: 'limits', type: 'FLOAT', shape: [1], data: rawData(Float32Array.of(1)) }],
    nodes: [{ operator: 'ReduceSum', inputs: ['x'], outputs: ['y'], attributes: { keepdims: 1 } }],
  };
  await withGraph(graph, async (open) => {
    const example = await findExample(open, NOTHING_GIVEN);
    expect(await findBatchProblem(open, NOTHING_GIVEN, example)).toMatch(/dimension of "y" is not open|two items/);
  });
});
