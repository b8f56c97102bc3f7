import { Admission } from '../../../src/serving/admission';

const LIMITS = { maxPendingCalls: 2, maxPendingBytes: 10 };

const refused = (message: string) => expect.objectContaining({ code: 'resource-exhausted', message }) as Error;

test('a call beyond the most calls is refused at once, and let in when one has left', () => {
  const admission = new Admission(LIMITS);
  admission.enter(1);
  admission.enter(1);
  expect(() => admission.enter(1)).toThrow(
    refused('2 calls are waiting or running, and at most 2 may; try again later.'),
  );
  admission.leave(1);
  expect(() => admission.enter(1)).not.toThrow();
});

test('a call whose bytes do not fit beside the others is refused, and let in when they have left', () => {
  const admission = new Admission(LIMITS);
  admission.enter(6);
  expect(() => admission.enter(5)).toThrow(
    refused('The calls under way hold 6 bytes, this one 5, and all may hold 10; try again later.'),
  );
  expect(() => admission.enter(4)).not.toThrow();
  admission.leave(6);
  expect(() => admission.enter(6)).not.toThrow();
});

test('a lone call is let in however large it is', () => {
  expect(() => new Admission(LIMITS).enter(1000)).not.toThrow();
});

test('a refused call takes no room', () => {
  const admission = new Admission(LIMITS);
  admission.enter(10);
  expect(() => admission.enter(1)).toThrow();
  expect(() => admission.enter(0)).not.toThrow();
});
