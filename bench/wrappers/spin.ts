import { setImmediate as nextTurn } from 'node:timers/promises';
import { ModelWrapper, type InferenceOptions, type ModelInput, type ModelOutput } from '../../grpc_model/src/contract';

export const SPIN_MS = 2000;
export const SPINNING = 'The wrapper spins.';

/** Keeps its processor busy without a pause, as native inference does, after it has said so in the log. */
export default class Spin extends ModelWrapper {
  override async handleDiscreteInput(input: ModelInput, { logger }: InferenceOptions): Promise<ModelOutput> {
    logger.info(SPINNING);
    await nextTurn();
    const endMs = performance.now() + SPIN_MS;
    while (performance.now() < endMs);
    return { 'results.json': input.bytes('data') };
  }
}
