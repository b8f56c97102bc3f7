import { ServingError } from '../../../../src/core/errors';
import { toGrpcStatus as toOpenInferenceStatus } from '../../../../src/protocols/open-inference/errors';
import { toGrpcStatus } from '../../../../src/transport/grpc/grpc-status';

describe.each([
  ['of any protocol', toGrpcStatus],
  ['of the Open Inference Protocol', toOpenInferenceStatus],
])('the details of a status %s', (_, toStatus) => {
  const detailsOf = (message: string) => toStatus(new ServingError('not-found', message)).details;

  it('are the message, where a header can carry it', () => {
    expect(detailsOf('There is no ä.')).toBe('There is no ä.');
  });

  it('are its beginning where it is longer, without half a character', () => {
    expect(detailsOf('x'.repeat(1e6))).toBe(`${'x'.repeat(4096)}…`);
    expect(detailsOf(`x${'ä'.repeat(1e6)}`)).toBe(`x${'ä'.repeat(2047)}…`);
  });

  it('can be encoded where the message is no Unicode', () => {
    expect(detailsOf('half \ud83d')).toBe('half \ufffd');
  });
});
