import { OpenCall, type Caller } from '../../../src/core/call';
import { recordOf, SILENT } from '../../support/requests';

interface FakeCaller extends Caller {
  hangUp(): void;
}

function callerUntil(deadlineMs: number): FakeCaller {
  let listener = (): void => undefined;
  return { record: recordOf(), deadlineMs, onClosed: (given) => (listener = given), hangUp: () => listener() };
}

describe('OpenCall', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  test('fires deadline-exceeded when the deadline passes, and not before', () => {
    const { signal } = new OpenCall(callerUntil(Date.now() + 50), SILENT);
    jest.advanceTimersByTime(49);
    expect(signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(signal.reason).toMatchObject({ code: 'deadline-exceeded' });
  });

  test.each([0, -1, -Infinity])('has fired from the start when the deadline is %d ms away', (remainingMs) => {
    const { signal } = new OpenCall(callerUntil(Date.now() + remainingMs), SILENT);
    expect(signal.reason).toMatchObject({ code: 'deadline-exceeded' });
  });

  test.each([Infinity, Date.now() + 2 ** 40])('sets no timer for the deadline %d', (deadlineMs) => {
    new OpenCall(callerUntil(deadlineMs), SILENT);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('fires cancelled when the caller hangs up', () => {
    const caller = callerUntil(Infinity);
    const { signal } = new OpenCall(caller, SILENT);
    caller.hangUp();
    expect(signal.reason).toMatchObject({ code: 'cancelled' });
  });

  test('keeps the first reason', () => {
    const caller = callerUntil(Date.now() + 50);
    const { signal } = new OpenCall(caller, SILENT);
    caller.hangUp();
    jest.advanceTimersByTime(50);
    expect(signal.reason).toMatchObject({ code: 'cancelled' });
  });

  test('leaves no timer behind once it is closed', () => {
    const call = new OpenCall(callerUntil(Date.now() + 50), SILENT);
    call.close();
    expect(jest.getTimerCount()).toBe(0);
    expect(call.signal.aborted).toBe(false);
  });
});
