import { encodeOnnxModel, rawData, type GraphNode, type Initializer } from '../../grpc_model/tests/support/onnx-model';
import { INPUT, OUTPUT, type BenchModel } from './bench-model';
import { RandomWeights } from './random-weights';

const SHAPE = [1, 3, 224, 224];
const CLASSES = 10;

/** Each a convolution of 3 × 3 and what follows it. */
const LAYERS = [
  { channels: 32, stride: 2 },
  { channels: 64, stride: 2 },
  { channels: 96, stride: 2 },
  { channels: 128, stride: 1 },
  { channels: 192, stride: 1 },
];

/** A small picture classifier with a fixed batch dimension: about 8 ms on one thread. */
export function cnn(name = 'cnn'): BenchModel {
  const random = new RandomWeights(2);
  const initializers: Initializer[] = [];
  const nodes: GraphNode[] = [];
  let value = INPUT;
  let channels = SHAPE[1]!;
  for (const [layer, { channels: filters, stride }] of LAYERS.entries()) {
    const fanIn = channels * 9;
    const shape = [filters, channels, 3, 3];
    const data = rawData(random.take(filters * fanIn, fanIn));
    initializers.push({ name: `filters${layer}`, type: 'FLOAT', shape, data });
    const attributes = { kernel_shape: [3, 3], strides: [stride, stride], pads: [1, 1, 1, 1] };
    const outputs = [`conv${layer}`];
    nodes.push({ operator: 'Conv', inputs: [value, `filters${layer}`], outputs, attributes });
    nodes.push({ operator: 'Relu', inputs: outputs, outputs: [`active${layer}`] });
    value = `active${layer}`;
    channels = filters;
  }
  const weights = rawData(random.take(channels * CLASSES, channels));
  initializers.push({ name: 'weights', type: 'FLOAT', shape: [channels, CLASSES], data: weights });
  nodes.push({ operator: 'GlobalAveragePool', inputs: [value], outputs: ['pooled'] });
  nodes.push({ operator: 'Flatten', inputs: ['pooled'], outputs: ['flat'] });
  nodes.push({ operator: 'MatMul', inputs: ['flat', 'weights'], outputs: [OUTPUT] });
  const onnx = encodeOnnxModel({
    inputs: [{ name: INPUT, type: 'FLOAT', shape: SHAPE }],
    outputs: [{ name: OUTPUT, type: 'FLOAT', shape: [1, CLASSES] }],
    nodes,
    initializers,
  });
  return { name, onnx, shape: SHAPE };
}
