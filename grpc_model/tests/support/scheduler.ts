import { Scheduler, type SchedulerOptions } from '../../src/batching/scheduler';
import type { BatchingOptions } from '../../src/core/model-options';
import { ServingError, toServingError } from '../../src/core/errors';
import { succeeded, type InferenceRequest, type Item, type ItemResult } from '../../src/core/request';
import { FakeWorkers, type FakeWork } from './fake-workers';
import { callOf, itemOf, requestOf } from './requests';

const commandOf = (item: Item) => Buffer.from(item.get('command')!.bytes).toString();
export const commandsOf = ({ items }: InferenceRequest) => items.map(commandOf);
export const echo = (request: InferenceRequest) =>
  commandsOf(request).map((command) => succeeded(itemOf({ out: command })));
export const describeResults = (results: readonly ItemResult[]) =>
  results.map((result) => (result.ok ? Buffer.from(result.output.get('out')!.bytes).toString() : result.error.code));
export const turn = () => new Promise((resolve) => setImmediate(resolve));
/** So many turns as every chain of answers here needs to come to rest. */
export const settle = async () => {
  for (let count = 0; count < 5; count++) await turn();
};

interface Overrides extends Partial<BatchingOptions> {
  readonly maxCalls?: number;
  readonly maxBytes?: number;
}

export function schedulerOf(executor: FakeWorkers, overrides: Overrides = {}): Scheduler {
  const { maxBatchSize = 4, maxQueueDelayMs = 0, preferredBatchSizes = [] } = overrides;
  const { maxCalls = 100, maxBytes = 1e6 } = overrides;
  const options: SchedulerOptions = {
    batching: { maxBatchSize, maxQueueDelayMs, preferredBatchSizes },
    queue: { maxCalls, maxBytes },
    declared: { inputs: [], outputs: [] },
  };
  return new Scheduler(executor, options);
}

/** One worker, and the scheduler before it. */
export function setUp(overrides: Overrides = {}, answer?: (request: InferenceRequest) => readonly ItemResult[]) {
  const executor = new FakeWorkers(answer);
  executor.workers = 1;
  const scheduler = schedulerOf(executor, overrides);
  const seen = () => executor.works.map(({ request }) => commandsOf(request));
  const send = (...commands: string[]) => scheduler.infer(requestOf(...commands), callOf()).then(describeResults);
  /** What a call that can be given up answers: its results, or the code of its refusal. */
  const sendAs = (caller: AbortController, ...commands: string[]) =>
    scheduler
      .infer(requestOf(...commands), callOf({ signal: caller.signal }))
      .then(describeResults, (thrown: unknown) => toServingError(thrown).code);
  const finish = (work: FakeWork | undefined) => work!.succeed(echo(work!.request));
  return { executor, scheduler, seen, send, sendAs, finish };
}

export const gaveUp = new ServingError('cancelled', 'hung up');

/** Throws for every batch that holds such a command. */
export const throwing = (command: string, error: Error) => (request: InferenceRequest) => {
  if (commandsOf(request).includes(command)) throw error;
  return echo(request);
};
