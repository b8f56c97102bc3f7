import { EventEmitter } from 'node:events';
import { Metadata, type ServerUnaryCall } from '@grpc/grpc-js';
import { GrpcCaller } from '../../../../src/transport/grpc/grpc-caller';

/** As much of a call as a caller is made from. */
class FakeCall extends EventEmitter {
  cancelled = false;
  readonly metadata = new Metadata();

  constructor(readonly deadline: number | Date = Infinity) {
    super();
  }

  getPeer(): string {
    return '127.0.0.1:1';
  }

  getDeadline(): number | Date {
    return this.deadline;
  }

  /** In the order in which grpc-js does it. */
  close(): void {
    this.cancelled = true;
    this.emit('cancelled', 'cancelled');
  }
}

const callerOf = (call: FakeCall) =>
  new GrpcCaller(call as unknown as ServerUnaryCall<unknown, unknown>, 'modzy', 'Run');

describe('GrpcCaller', () => {
  it('tells everyone that the call is closed, with one listener at the call', () => {
    const call = new FakeCall();
    const caller = callerOf(call);
    const told: string[] = [];
    caller.onClosed(() => told.push('first'));
    caller.onClosed(() => told.push('second'));
    expect(call.listenerCount('cancelled')).toBe(1);
    call.close();
    expect(told).toEqual(['first', 'second']);
  });

  it('tells at once whoever asks after the call was closed', () => {
    const call = new FakeCall();
    const caller = callerOf(call);
    call.close();
    const listener = jest.fn();
    caller.onClosed(listener);
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('has the request id that the caller gave, if it is one', () => {
    const call = new FakeCall();
    call.metadata.set('x-request-id', 'order-7');
    expect(callerOf(call).record.requestId).toBe('order-7');
  });

  it.each(['', 'a b', '{"a":1}', 'n'.repeat(129)])('makes an id of its own in place of %j', (given) => {
    const call = new FakeCall();
    call.metadata.set('x-request-id', given);
    expect(callerOf(call).record.requestId).toMatch(/^[\da-f-]{36}$/);
  });

  it.each([
    [Infinity, Infinity],
    [1700, 1700],
    [new Date(1700), 1700],
  ])('has the deadline %s in milliseconds', (deadline, expected) => {
    expect(callerOf(new FakeCall(deadline)).deadlineMs).toBe(expected);
  });
});
