import { toServingError } from '../../../../../src/core/errors';
import {
  readRequestParameters,
  withTimeout,
} from '../../../../../src/protocols/open-inference/infer/request-parameters';
import type { ParameterValue } from '../../../../../src/protocols/open-inference/infer-message';
import { callerOf } from '../../../../support/infer-messages';

const read = (parameters: Record<string, ParameterValue>) => readRequestParameters(new Map(Object.entries(parameters)));

function refusalOf(parameters: Record<string, ParameterValue>): string {
  try {
    read(parameters);
    return 'accepted';
  } catch (thrown) {
    return toServingError(thrown).message;
  }
}

describe('the parameters of a request', () => {
  it.each<[bigint, string]>([
    [0n, 'normal'],
    [1n, 'high'],
    [2n, 'normal'],
    [3n, 'low'],
    [2n ** 64n - 1n, 'low'],
  ])('with the priority %s are %s', (priority, expected) => expect(read({ priority }).priority).toBe(expected));

  it('ask for drift, an explanation and a final answer', () => {
    const { options, wantsFinalAnswer } = read({
      detect_drift: true,
      explain: true,
      triton_enable_empty_final_response: true,
    });
    expect([options, wantsFinalAnswer]).toEqual([{ detectDrift: true, explain: true, parameters: undefined }, true]);
  });

  it('reach the model when they mean nothing to the server', () => {
    const { options } = read({
      temperature: 0.5,
      constructor: 'c',
      sequence_id: 1n,
      sequence_start: true,
      sequence_end: false,
      binary_data_output: true,
      headers: 'h',
    });
    expect({ ...options.parameters }).toEqual({ temperature: 0.5, constructor: 'c' });
  });

  it.each<[Record<string, ParameterValue>, string]>([
    [{ priority: 'a' }, "invalid value type for 'priority' parameter, expected int64_param or uint64_param."],
    [{ priority: -1n }, "invalid value for 'priority', expected value >= 0."],
    [{ timeout: 1.5 }, "invalid value type for 'timeout' parameter, expected int64_param."],
    [{ timeout: -1n }, "invalid value for 'timeout', expected value >= 0."],
    [{ sequence_id: true }, "invalid value type for 'sequence_id' parameter, expected int64_param or string_param."],
    [{ sequence_start: 1n }, "invalid value type for 'sequence_start' parameter, expected bool_param."],
    [{ sequence_end: 1n }, "invalid value type for 'sequence_end' parameter, expected bool_param."],
    [{ explain: 1n }, "invalid value type for 'explain' parameter, expected bool_param."],
    [{ detect_drift: 'yes' }, "invalid value type for 'detect_drift' parameter, expected bool_param."],
    [
      { triton_final_response: true },
      "parameter keys starting with 'triton_' are reserved for Triton usage. Only the following keys starting with 'triton_' are allowed: triton_enable_empty_final_response",
    ],
    [{ sequence_id: 'a' }, 'accepted'],
    [
      Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`p${index}`, true])),
      'The request has 65 parameters for the model; expected at most 64.',
    ],
  ])('%#: are refused in the words of contract section 4.3', (parameters, expected) => {
    expect(refusalOf(parameters)).toBe(expected);
  });
});

describe('a timeout', () => {
  it('in microseconds makes the deadline an earlier one, and 0 none', () => {
    expect(read({ timeout: 2500n }).timeoutMs).toBe(2.5);
    expect(read({ timeout: 0n }).timeoutMs).toBe(Infinity);
    expect(withTimeout(callerOf(1_000_000), 60_000, 100_000).deadlineMs).toBe(160_000);
  });

  it('that ends later than the deadline changes nothing', () => {
    const patient = callerOf();
    expect(withTimeout(patient, Infinity)).toBe(patient);
    const hasty = callerOf(1500);
    expect(withTimeout(hasty, 1000, 500)).toBe(hasty);
  });

  it('leaves the call what it is: its record, and its end', () => {
    const listeners: (() => void)[] = [];
    const caller = { ...callerOf(), onClosed: (listener: () => void) => void listeners.push(listener) };
    const timed = withTimeout(caller, 1);
    const listener = () => undefined;
    timed.onClosed(listener);
    expect(listeners).toEqual([listener]);
    expect(timed.record).toBe(caller.record);
  });
});
