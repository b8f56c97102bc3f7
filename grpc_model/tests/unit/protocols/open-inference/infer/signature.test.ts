import { signatureOf } from '../../../../../src/protocols/open-inference/infer/signature';
import { declaredInput, declaredOutput, testMetadata } from '../../../../support/test-bundle';

const ROWS = { datatype: 'FP32', shape: [-1, 4] } as const;
const FIXED = { datatype: 'INT64', shape: [2] } as const;

describe('the signature of a model', () => {
  it('that takes tensors alone is as it declares, and bytes that it gives are one element', () => {
    const metadata = testMetadata({
      inputs: [declaredInput('x', { tensor: ROWS }), declaredInput('k', { tensor: FIXED })],
      outputs: [declaredOutput('y', { tensor: FIXED }), declaredOutput('results.json')],
    });
    expect(signatureOf(metadata)).toEqual({
      isBatched: false,
      inputs: [
        { name: 'x', datatype: 'FP32', shape: [-1, 4] },
        { name: 'k', datatype: 'INT64', shape: [2] },
      ],
      outputs: [
        { name: 'y', datatype: 'INT64', shape: [2] },
        { name: 'results.json', datatype: 'BYTES', shape: [1] },
      ],
    });
  });

  it('that takes bytes has the batch in front of every tensor', () => {
    const metadata = testMetadata({
      inputs: [
        declaredInput('image'),
        declaredInput('x', { tensor: ROWS }),
        declaredInput('k', { tensor: FIXED }),
        declaredInput('scalar', { tensor: { datatype: 'BOOL', shape: [] } }),
      ],
      outputs: [declaredOutput('y', { tensor: FIXED }), declaredOutput('results.json')],
    });
    expect(signatureOf(metadata)).toEqual({
      isBatched: true,
      inputs: [
        { name: 'image', datatype: 'BYTES', shape: [-1] },
        { name: 'x', datatype: 'FP32', shape: [-1, 4] },
        { name: 'k', datatype: 'INT64', shape: [-1, 2] },
        { name: 'scalar', datatype: 'BOOL', shape: [-1] },
      ],
      outputs: [
        { name: 'y', datatype: 'INT64', shape: [-1, 2] },
        { name: 'results.json', datatype: 'BYTES', shape: [-1] },
      ],
    });
  });

  it('is worked out once', () => {
    const metadata = testMetadata();
    expect(signatureOf(metadata)).toBe(signatureOf(metadata));
  });
});
