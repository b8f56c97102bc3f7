import type { StatisticsSource } from '../../core/version-statistics';
import type { Serving } from '../../serving/serving';
import { openInferenceInference } from './infer/inference';
import { openInferenceModels } from './models/open-inference-models';
import { extensionsOf } from './models/server-metadata';
import type { OpenInference, SharedMemory } from './open-inference';

export interface OpenInferenceOptions {
  readonly serving: Serving;
  readonly statistics: StatisticsSource;
  /** Whether the server as a whole is ready for calls. */
  readonly isReady: () => boolean;
  readonly sharedMemory: SharedMemory;
  readonly settings: {
    /** The most items of one request, and inputs in them, together. */
    readonly maxRequestParts: number;
    /** The most bytes of the BYTES that a request has in shared memory. */
    readonly maxMessageBytes: number;
    readonly systemSharedMemory: 'on' | 'off';
  };
}

/** What the Open Inference Protocol does, for each of its encodings. */
export function openInferenceProtocol(options: OpenInferenceOptions): OpenInference {
  const { serving, statistics, isReady, sharedMemory, settings } = options;
  const models = openInferenceModels({
    serving,
    statistics,
    isReady,
    // A container is known by the version of its own model.
    serverVersion: serving.catalog.lookUp(serving.ownModel).version.text,
    extensions: extensionsOf({ hasSharedMemory: settings.systemSharedMemory === 'on' }),
  });
  return { inference: openInferenceInference(serving, sharedMemory, settings), models, sharedMemory };
}

export { OPEN_INFERENCE_SERVICE_NAME, openInferenceGrpc } from './grpc-service';
export { openSharedMemory } from './shared-memory/open-shared-memory';
