import { setTimeout as delay } from 'node:timers/promises';
import { ModelWrapper, type ModelInput, type ModelOutput } from '../../grpc_model/src/contract';

const WAIT_MS = 10;

/** Waits 10 ms and costs next to nothing: overload without a busy machine. */
export default class Wait extends ModelWrapper {
  override async handleDiscreteInput(input: ModelInput): Promise<ModelOutput> {
    await delay(WAIT_MS);
    return { 'results.json': input.bytes('data') };
  }
}
