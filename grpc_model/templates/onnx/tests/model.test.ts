import { ModelInput } from '../../../src/contract';
import OnnxModel from '../src/model';
import { bundle, example, OUTPUTS } from './support/example';

describe('the wrapper', () => {
  const wrapper = new OnnxModel(bundle);

  beforeAll(() => wrapper.load());
  afterAll(() => wrapper.close());

  it('answers the example with every output', async () => {
    const output = await wrapper.handleDiscreteInput(new ModelInput(example()));
    expect(Object.keys(output).sort()).toEqual([...OUTPUTS].sort());
  });
  // #if batch

  it('answers two items at once with as much for each as for one alone', async () => {
    const alone = await wrapper.handleDiscreteInput(new ModelInput(example()));
    const together = await wrapper.handleDiscreteInputBatch([new ModelInput(example()), new ModelInput(example())]);
    expect(together).toHaveLength(2);
    for (const output of together) {
      for (const name of OUTPUTS) expect(output[name]).toMatchObject({ shape: shapeOf(alone[name]) });
    }
  });
  // #endif
});
// #if batch

function shapeOf(output: unknown): unknown {
  return typeof output === 'object' && output !== null && 'shape' in output ? output.shape : undefined;
}
// #endif
