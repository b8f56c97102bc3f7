import { ModelWrapper, type ModelInput, type ModelOutput } from '../../grpc_model/src/contract';

/** Returns what it is given, at once: what is left to measure is the server. */
export default class Echo extends ModelWrapper {
  override async handleDiscreteInput(input: ModelInput): Promise<ModelOutput> {
    return { 'results.json': input.bytes('data') };
  }
}
