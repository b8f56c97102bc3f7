import { Metadata } from '@grpc/grpc-js';
import { priorityOf } from '../../../../src/transport/grpc/priority-of';

function priority(text: string) {
  const metadata = new Metadata();
  metadata.set('x-priority', text);
  return priorityOf(metadata);
}

describe('priorityOf', () => {
  it.each(['high', 'normal', 'low'])('reads %s', (text) => expect(priority(text)).toBe(text));

  it('is undefined when the caller names none', () => expect(priorityOf(new Metadata())).toBeUndefined());

  it.each(['', 'High', 'urgent', 'constructor'])('refuses %j and names the choices', (text) => {
    expect(() => priority(text)).toThrow(
      `The metadata x-priority is ${JSON.stringify(text)}; expected high, normal, low.`,
    );
  });
});
