import { tmpdir } from 'node:os';
import type { Bundle } from '../../grpc_model/src/contract';
import { declaredInput, declaredOutput, duration, testMetadata } from '../../grpc_model/tests/support/test-bundle';

const MEDIA_TYPE = 'application/octet-stream';
const TIMEOUT = duration('60s');

/** The bundle of the wrappers of this folder, which read no files: `data` in, `results.json` out. */
export function benchBundle(maxBatchSize = 1): Bundle {
  return {
    folder: tmpdir(),
    metadata: testMetadata({
      name: 'Bench',
      inputs: [declaredInput('data', { acceptedMediaTypes: [MEDIA_TYPE] })],
      outputs: [declaredOutput('results.json', { mediaType: MEDIA_TYPE })],
      timeouts: { status: TIMEOUT, run: TIMEOUT },
      features: { ...testMetadata().features, maxBatchSize },
    }),
  };
}
