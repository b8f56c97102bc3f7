import { status } from '@grpc/grpc-js';
import { ServingError } from '../../../../src/core/errors';
import { fromGrpcStatus, toGrpcStatus, toHttpAnswer } from '../../../../src/protocols/open-inference/errors';

describe('what is too large', () => {
  const error = new ServingError('too-large', 'The answer has too many bytes.');

  it('has another status than a full queue, so that nobody tries it again', () => {
    const full = new ServingError('resource-exhausted', 'Full.');
    expect([toGrpcStatus(error).code, toHttpAnswer(error).status]).toEqual([status.RESOURCE_EXHAUSTED, 413]);
    expect([toGrpcStatus(full).code, toHttpAnswer(full).status]).toEqual([status.UNAVAILABLE, 503]);
  });

  it('is what a client takes for an exhausted server, as gRPC itself does', () => {
    expect(fromGrpcStatus(status.RESOURCE_EXHAUSTED)).toBe('resource-exhausted');
  });
});
