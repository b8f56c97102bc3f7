import { join } from 'node:path';
import { authoredSpec } from '../../catalog/authored-spec';
import { readModelConfig, readRunning } from '../../catalog/sources/model-config';
import { CONFIG_FILE } from '../../catalog/serving-config';
import type { Bundle, Logger, ModelMetadata } from '../../contract';
import { OpenCall } from '../../core/call';
import { CallRecord } from '../../core/call-record';
import { messageOf } from '../../core/errors';
import { NOBODY } from '../../core/model-observer';
import type { ModelSpec } from '../../core/model-spec';
import type { Runnable } from '../../core/served-model';
import type { LinkListener } from '../../execution/link';
import { ProcessLink } from '../../execution/process-link';
import { WorkerExecutor } from '../../execution/worker-executor';
import { WorkerPool } from '../../execution/worker-pool';
import { validated } from '../../serving/validated';
import { toAnswer } from '../../test-cases/case-item';
import type { Answer, Flags } from '../../test-cases/check-answer';
import type { TestCase } from '../../test-cases/read-test-cases';

/** As in the server: how long a wrapper may go on after `timeout.run`, and a worker may take to close. */
const ABANDON_GRACE_MS = 1000;
const CLOSE_TIMEOUT_MS = 5000;

/** Outputs are recorded with everything that a caller can ask for. */
export const RECORDED_FLAGS: Flags = { detectDrift: true, explain: true };

/** What it takes to run a model as the server would. */
export interface RunnableModel {
  readonly bundle: Bundle;
  /** Where the model's versions lie, absolute, with its `config.yaml`; and for messages. */
  readonly folder: string;
  readonly shownAs: string;
  /** The compiled module of the wrapper. */
  readonly wrapperPath: string;
  /** The compiled main module of a worker. */
  readonly workerMain: string;
}

/**
 * Runs test cases in one worker process, with the server's checks of inputs and outputs: a case that crashes costs that
 * case, and one that never ends is ended after `timeout.run`.
 */
export class CaseRunner {
  private constructor(
    private readonly executor: WorkerExecutor,
    private readonly model: Runnable,
    private readonly metadata: ModelMetadata,
    private readonly logger: Logger,
  ) {}

  /** @throws Error that says why the model does not load */
  static async start(model: RunnableModel, logger: Logger): Promise<CaseRunner> {
    const spec = await specOf(model);
    const openLink = (listener: LinkListener) => new ProcessLink(model.workerMain, 0, listener);
    const { recycle } = spec.options;
    const pool = new WorkerPool({ openLink, max: 1, closeTimeoutMs: CLOSE_TIMEOUT_MS, recycle, logger });
    const executor = new WorkerExecutor({
      spec,
      pool,
      logger,
      workerIdleMs: 60_000,
      abandonGraceMs: ABANDON_GRACE_MS,
      streamIdleMs: 60_000,
      observer: NOBODY,
    });
    try {
      await executor.start();
    } catch (thrown) {
      await executor.stop();
      throw new Error(`The model does not load: ${messageOf(thrown)}`, { cause: thrown });
    }
    const { metadata } = model.bundle;
    return new CaseRunner(executor, validated(executor, metadata), metadata, logger);
  }

  /** What the model makes of a case's inputs. A crash, or one that takes too long, is a failure like any other. */
  async run({ name, inputs }: Pick<TestCase, 'name' | 'inputs'>): Promise<Answer> {
    const origin = { requestId: name, protocol: 'authoring', method: 'run', peer: '', traceParent: undefined };
    const caller = { record: new CallRecord(origin), deadlineMs: Infinity, onClosed: () => undefined };
    const call = new OpenCall(caller, this.logger);
    const item = new Map(Object.entries(inputs).map(([part, bytes]) => [part, { kind: 'bytes', bytes } as const]));
    try {
      const [result] = await this.model.infer({ items: [item], options: RECORDED_FLAGS }, call);
      if (result === undefined) return { success: false, error: 'The model returned no output.' };
      return toAnswer(result, this.metadata);
    } catch (thrown) {
      return { success: false, error: messageOf(thrown) };
    } finally {
      call.close();
    }
  }

  async stop(): Promise<void> {
    await this.executor.stop();
  }
}

/** As its `config.yaml` says, but in one worker, and without a warm-up, which would refuse a model that fails a case. */
async function specOf({ bundle, folder, shownAs, wrapperPath }: RunnableModel): Promise<ModelSpec> {
  const model = await readModelConfig(folder, shownAs, folder);
  if (!model.isValid) throw new Error(model.reason);
  const { running } = await readRunning(bundle.folder, `${shownAs}/${bundle.metadata.version}`, model.config);
  const own = { ...running, workers: { min: 1, max: 1 } };
  const spec = authoredSpec(bundle, own, join(shownAs, CONFIG_FILE), DEFAULTS, wrapperPath);
  return { ...spec, warmUp: null };
}

const DEFAULTS: ModelSpec['options'] = {
  batching: { maxBatchSize: 1, maxQueueDelayMs: 0, preferredBatchSizes: [] },
  queue: { maxCalls: 1, maxBytes: 2 ** 30 },
  workers: { min: 1, max: 1 },
  recycle: { afterCalls: 0, aboveBytes: 0 },
  placement: 'own',
};
