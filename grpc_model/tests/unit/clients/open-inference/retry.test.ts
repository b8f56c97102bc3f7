import { ERROR_CODES } from '../../../../src/core/errors';
import { DEFAULT_RETRY, retryDelayMs, type Failure } from '../../../../src/clients/open-inference/retry';

const FAILURE: Failure = { code: 'unavailable', attempt: 1, hasAnswerBegun: false, remainingMs: 60_000 };
const delayOf = (failure: Partial<Failure>, random = 1) =>
  retryDelayMs(DEFAULT_RETRY, { ...FAILURE, ...failure }, random);

describe('retryDelayMs', () => {
  it('doubles the wait with each attempt, up to the longest', () => {
    const policy = { ...DEFAULT_RETRY, attempts: 10 };
    const delays = [1, 2, 3, 4, 5, 6].map((attempt) => retryDelayMs(policy, { ...FAILURE, attempt }, 1));
    expect(delays).toEqual([100, 200, 400, 800, 1000, 1000]);
  });

  it('spreads clients over the second half of the wait', () => {
    expect([0, 0.5, 1].map((random) => delayOf({}, random))).toEqual([50, 75, 100]);
  });

  it('tries four times', () => {
    expect([3, 4].map((attempt) => delayOf({ attempt }))).toEqual([400, undefined]);
  });

  it('tries again only where nobody was there to answer', () => {
    expect(ERROR_CODES.filter((code) => delayOf({ code }) !== undefined)).toEqual(['unavailable']);
  });

  it('does not try again when an answer had begun', () => {
    expect(delayOf({ hasAnswerBegun: true })).toBeUndefined();
  });

  it('does not wait beyond the deadline', () => {
    expect([101, 100, 0].map((remainingMs) => delayOf({ remainingMs }))).toEqual([100, undefined, undefined]);
  });
});
