import type { Item } from '../../../src/core/request';
import { Admission } from '../../../src/serving/admission';

const LIMITS = { maxPendingCalls: 2, maxPendingBytes: 10 };

function ofBytes(count: number): readonly Item[] {
  return [new Map([['command', { kind: 'bytes', bytes: new Uint8Array(count) }]])];
}

const refused = (message: string) => expect.objectContaining({ code: 'resource-exhausted', message }) as Error;

test('a call beyond the most calls is refused at once, and let in when one has left', () => {
  const admission = new Admission(LIMITS);
  const leave = admission.enter(ofBytes(1));
  admission.enter(ofBytes(1));
  expect(() => admission.enter(ofBytes(1))).toThrow(
    refused('2 calls are waiting or running, and at most 2 may; try again later.'),
  );
  leave();
  expect(() => admission.enter(ofBytes(1))).not.toThrow();
});

test('a call whose bytes do not fit beside the others is refused, and let in when they have left', () => {
  const admission = new Admission(LIMITS);
  const leave = admission.enter(ofBytes(6));
  expect(() => admission.enter(ofBytes(5))).toThrow(
    refused('The calls under way hold 6 bytes, this one 5, and all may hold 10; try again later.'),
  );
  expect(() => admission.enter(ofBytes(4))).not.toThrow();
  leave();
});

test('a lone call is let in however large it is', () => {
  expect(() => new Admission(LIMITS).enter(ofBytes(1000))).not.toThrow();
});

test('a refused call takes no room', () => {
  const admission = new Admission(LIMITS);
  admission.enter(ofBytes(10));
  expect(() => admission.enter(ofBytes(1))).toThrow();
  expect(() => admission.enter(ofBytes(0))).not.toThrow();
});
