import { tmpdir } from 'node:os';
import type { Bundle, Quantity } from '../../grpc_model/src/contract';
import { parseDuration, parseSize } from '../../grpc_model/src/core/quantity';

const quantity = (parsed: Quantity | undefined): Quantity => parsed!;

/** The bundle of the wrappers of this folder: `data` in, `results.json` out. It has no files. */
export const benchBundle: Bundle = {
  folder: tmpdir(),
  metadata: {
    name: 'Bench',
    version: '1.0.0',
    author: '',
    type: 'grpc',
    source: 'CUSTOM',
    description: { summary: '', details: '', technical: '', performance: '' },
    inputs: [
      {
        name: 'data',
        acceptedMediaTypes: ['application/octet-stream'],
        maxSize: quantity(parseSize('1M')),
        description: '',
      },
    ],
    outputs: [
      {
        name: 'results.json',
        mediaType: 'application/octet-stream',
        maxSize: quantity(parseSize('1M')),
        description: '',
      },
    ],
    resources: { memory: quantity(parseSize('512M')), cpuCount: 1, gpuCount: 0 },
    timeouts: { status: quantity(parseDuration('60s')), run: quantity(parseDuration('60s')) },
    features: {
      adversarialDefense: false,
      maxBatchSize: 1,
      retrainable: false,
      resultsFormat: null,
      driftFormat: null,
      explanationFormat: null,
    },
  },
};
