import { ServingError } from '../../../src/core/errors';
import { untilAbandoned } from '../../../src/execution/until-abandoned';
import { callOf } from '../../support/requests';

const never = new Promise<string>(() => undefined);

function patience({ signal, timeoutMs = 1000 }: { signal?: AbortSignal; timeoutMs?: number } = {}) {
  return {
    call: callOf(signal && { signal }),
    timeoutMs,
    timeoutError: () => new ServingError('deadline-exceeded', 'too slow'),
    onAbandon: jest.fn(),
  };
}

describe('untilAbandoned', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  test('gives the answer, and leaves no timer behind', async () => {
    const given = patience();
    expect(await untilAbandoned(Promise.resolve('answer'), given)).toBe('answer');
    expect(jest.getTimerCount()).toBe(0);
    expect(given.onAbandon).not.toHaveBeenCalled();
  });

  test('gives the rejection as it is', async () => {
    const given = patience();
    await expect(untilAbandoned(Promise.reject(new Error('broken')), given)).rejects.toThrow('broken');
    expect(given.onAbandon).not.toHaveBeenCalled();
  });

  test('rejects with the timeout when that comes first', async () => {
    const given = patience();
    const answer = untilAbandoned(never, given);
    jest.advanceTimersByTime(1000);
    await expect(answer).rejects.toMatchObject({ code: 'deadline-exceeded' });
    expect(given.onAbandon).toHaveBeenCalledTimes(1);
  });

  test("rejects with the signal's reason when that comes first, and abandons once", async () => {
    const caller = new AbortController();
    const given = patience({ signal: caller.signal });
    const answer = untilAbandoned(never, given);
    caller.abort(new ServingError('cancelled', 'hung up'));
    jest.advanceTimersByTime(1000);
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
    expect(given.onAbandon).toHaveBeenCalledTimes(1);
  });

  test('rejects when the signal has fired before', async () => {
    const given = patience({ signal: AbortSignal.abort(new ServingError('cancelled', 'too late')) });
    await expect(untilAbandoned(never, given)).rejects.toThrow('too late');
    expect(jest.getTimerCount()).toBe(0);
  });

  test('an answer after the end is ignored, good or bad', async () => {
    const given = patience();
    let rejectLate!: (error: Error) => void;
    const late = new Promise<string>((_, reject) => (rejectLate = reject));
    const answer = untilAbandoned(late, given);
    jest.advanceTimersByTime(1000);
    await expect(answer).rejects.toMatchObject({ code: 'deadline-exceeded' });
    rejectLate(new Error('late'));
    await expect(late).rejects.toThrow('late');
  });
});

test.each([2 ** 31, 2 ** 40])(
  'a patience of %d ms, longer than a timer takes, does not end at once',
  async (timeoutMs) => {
    const answer = new Promise<string>((resolve) => setTimeout(() => resolve('answer'), 20));
    await expect(untilAbandoned(answer, patience({ timeoutMs }))).resolves.toBe('answer');
  },
);
