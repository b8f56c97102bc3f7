import { ModelWrapper, type ModelInput, type ModelOutput } from '../../grpc_model/src/contract';

const COST_MS = 2;

/** Keeps its processor busy for 2 ms, for one item as for many. */
export default class FixedCost extends ModelWrapper {
  override async handleDiscreteInput(input: ModelInput): Promise<ModelOutput> {
    spin();
    return answerTo(input);
  }

  override async handleDiscreteInputBatch(inputs: readonly ModelInput[]): Promise<ModelOutput[]> {
    spin();
    return inputs.map(answerTo);
  }
}

function spin(): void {
  const endMs = performance.now() + COST_MS;
  while (performance.now() < endMs);
}

function answerTo(input: ModelInput): ModelOutput {
  return { 'results.json': input.bytes('data') };
}
