import type { Caller } from '../../../core/call';
import { checkParameters, toCallParameters, type CallParameters } from '../../../core/call-parameters';
import type { Priority, RequestOptions } from '../../../core/request';
import type { Parameters, ParameterValue } from '../infer-message';
import { printable } from './printable';
import { refused } from './refusals';

/** What the parameters of a request ask for (contract section 4.3). */
export interface RequestParameters {
  readonly options: RequestOptions;
  readonly priority: Priority | undefined;
  /** How long the caller waits, in milliseconds from now on; `Infinity` when it does not say. */
  readonly timeoutMs: number;
  /** Whether the end of a stream is told with an answer of its own. */
  readonly wantsFinalAnswer: boolean;
}

/** What was read so far. */
interface Reading {
  detectDrift: boolean;
  explain: boolean;
  priority: Priority | undefined;
  timeoutMs: number;
  wantsFinalAnswer: boolean;
}

type Reader = (value: ParameterValue, into: Reading, name: string) => void;

const NOTHING_ASKED: RequestParameters = {
  options: { detectDrift: false, explain: false },
  priority: undefined,
  timeoutMs: Infinity,
  wantsFinalAnswer: false,
};

const INTEGERS = 'int64_param or uint64_param';
const EMPTY_FINAL = 'triton_enable_empty_final_response';

/** Those that mean something to the server, or must not reach a model. No model here has a state that sequences need. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['detect_drift', (value, into, name) => void (into.detectDrift = asBool(value, name))],
  ['explain', (value, into, name) => void (into.explain = asBool(value, name))],
  ['priority', (value, into) => void (into.priority = priorityOf(asCount(value, 'priority', INTEGERS)))],
  ['timeout', (value, into) => void (into.timeoutMs = timeoutOf(asCount(value, 'timeout', 'int64_param')))],
  ['sequence_id', checkSequenceId],
  ['sequence_start', (value, _, name) => void asBool(value, name)],
  ['sequence_end', (value, _, name) => void asBool(value, name)],
  [EMPTY_FINAL, (value, into, name) => void (into.wantsFinalAnswer = asBool(value, name))],
  // How the answer is encoded, and what is reserved for headers of the transport.
  ['binary_data_output', () => undefined],
  ['headers', () => undefined],
]);

/** @throws ServingError `invalid-argument`, in the words of contract section 4.3 */
export function readRequestParameters(parameters: Parameters): RequestParameters {
  if (parameters.size === 0) return NOTHING_ASKED;
  const reading: Reading = {
    detectDrift: false,
    explain: false,
    priority: undefined,
    timeoutMs: Infinity,
    wantsFinalAnswer: false,
  };
  const others: [string, ParameterValue][] = [];
  for (const [name, value] of parameters) {
    const read = READERS.get(name);
    if (read !== undefined) read(value, reading, name);
    else if (name.startsWith('triton_')) throw reserved();
    else others.push([name, value]);
  }
  const { detectDrift, explain, ...rest } = reading;
  return { ...rest, options: { detectDrift, explain, parameters: forModel(others) } };
}

/** Those that mean nothing to the server. */
function forModel(parameters: readonly [string, ParameterValue][]): CallParameters | undefined {
  if (parameters.length === 0) return undefined;
  const given = toCallParameters(parameters);
  const refusal = checkParameters(given);
  if (refusal !== undefined) throw refusal;
  return given;
}

/** The same caller, who waits no longer than it said in the request. */
export function withTimeout(caller: Caller, timeoutMs: number, nowMs = Date.now()): Caller {
  const deadlineMs = nowMs + timeoutMs;
  if (deadlineMs >= caller.deadlineMs) return caller;
  return { record: caller.record, deadlineMs, onClosed: (listener) => caller.onClosed(listener) };
}

function asBool(value: ParameterValue, name: string): boolean {
  if (typeof value === 'boolean') return value;
  throw wrongType(name, 'bool_param');
}

function asCount(value: ParameterValue, name: string, expected: string): number {
  if (typeof value !== 'bigint') throw wrongType(name, expected);
  if (value < 0n) throw refused(`invalid value for '${name}', expected value >= 0.`);
  return Number(value);
}

function checkSequenceId(value: ParameterValue): void {
  if (typeof value !== 'bigint' && typeof value !== 'string')
    throw wrongType('sequence_id', 'int64_param or string_param');
}

/** 0 is the default, and 1 the highest. */
function priorityOf(level: number): Priority {
  if (level === 1) return 'high';
  return level > 2 ? 'low' : 'normal';
}

/** @param timeoutUs 0: none */
function timeoutOf(timeoutUs: number): number {
  return timeoutUs === 0 ? Infinity : timeoutUs / 1000;
}

function wrongType(name: string, expected: string) {
  return refused(`invalid value type for '${printable(name)}' parameter, expected ${expected}.`);
}

function reserved() {
  return refused(
    "parameter keys starting with 'triton_' are reserved for Triton usage. " +
      `Only the following keys starting with 'triton_' are allowed: ${EMPTY_FINAL}`,
  );
}
