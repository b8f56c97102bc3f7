import { tmpdir } from 'node:os';
import type { Bundle, Quantity } from '../../grpc_model/src/contract';
import { parseDuration, parseSize } from '../../grpc_model/src/core/quantity';

export interface BenchBundleOptions {
  /** Default 1. */
  readonly maxBatchSize?: number;
}

const quantity = (parsed: Quantity | undefined): Quantity => parsed!;

const MEDIA_TYPE = 'application/octet-stream';
const MAX_SIZE = quantity(parseSize('1M'));

/** The bundle of the wrappers of this folder: `data` in, `results.json` out. */
export function benchBundle({ maxBatchSize = 1 }: BenchBundleOptions): Bundle {
  return {
    // The wrappers read no files.
    folder: tmpdir(),
    metadata: {
      name: 'Bench',
      version: '1.0.0',
      author: '',
      type: 'grpc',
      source: 'CUSTOM',
      description: { summary: '', details: '', technical: '', performance: '' },
      inputs: [{ name: 'data', acceptedMediaTypes: [MEDIA_TYPE], maxSize: MAX_SIZE, description: '' }],
      outputs: [{ name: 'results.json', mediaType: MEDIA_TYPE, maxSize: MAX_SIZE, description: '' }],
      resources: { memory: quantity(parseSize('512M')), cpuCount: 1, gpuCount: 0 },
      timeouts: { status: quantity(parseDuration('60s')), run: quantity(parseDuration('60s')) },
      features: {
        adversarialDefense: false,
        maxBatchSize,
        retrainable: false,
        resultsFormat: null,
        driftFormat: null,
        explanationFormat: null,
      },
    },
  };
}
