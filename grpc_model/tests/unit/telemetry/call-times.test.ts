import type { WorkReport } from '../../../src/core/call-record';
import { callTimes } from '../../../src/telemetry/call-times';

function work(begunAtMs: number, endedAtMs: number, wrapperMs?: number): WorkReport {
  return { begunAtMs, endedAtMs, wrapperMs, items: 1 };
}

const cases: [string, WorkReport[], Omit<ReturnType<typeof callTimes>, 'tookMs'>][] = [
  ['no worker began it', [], { queueMs: undefined, workerMs: undefined, wrapperMs: undefined }],
  ['one did', [work(110, 140, 20)], { queueMs: 10, workerMs: 30, wrapperMs: 20 }],
  ['it did not say how long the wrapper took', [work(110, 140)], { queueMs: 10, workerMs: 30, wrapperMs: undefined }],
  ['one after the other', [work(110, 140, 10), work(150, 160, 5)], { queueMs: 10, workerMs: 40, wrapperMs: 15 }],
  ['two at once', [work(120, 150, 30), work(110, 160, 50)], { queueMs: 10, workerMs: 50, wrapperMs: 50 }],
  ['the worker went on after the answer', [work(190, 900, 5)], { queueMs: 90, workerMs: 10, wrapperMs: 5 }],
  ['the wrapper says more than there was', [work(110, 140, 70)], { queueMs: 10, workerMs: 30, wrapperMs: 30 }],
];

test.each(cases)('of a call: %s', (_, works, times) => {
  expect(callTimes({ beganAtMs: 100, answeredAtMs: 200, works })).toEqual({ tookMs: 100, ...times });
});

test('a call without an answer took no time', () => {
  expect(callTimes({ beganAtMs: 100, answeredAtMs: undefined, works: [] }).tookMs).toBe(0);
});
