import type { ModelTimeouts, Quantity } from '../contract';
import type { ModelOptions, WorkerRange } from '../core/model-options';
import type { OnnxOptions } from '../core/onnx-bundle';
import { parseDuration, parseSize } from '../core/quantity';
import type { VersionServingDocument } from './schemas/serving-schema';

/** The version's keys before the model's. */
export function mergeRunning(
  model: VersionServingDocument,
  version: VersionServingDocument | undefined,
): VersionServingDocument {
  if (version === undefined) return model;
  return {
    ...model,
    ...version,
    batching: { ...model.batching, ...version.batching },
    queue: { ...model.queue, ...version.queue },
    workers: { ...model.workers, ...version.workers },
    recycle: { ...model.recycle, ...version.recycle },
    onnx: { ...model.onnx, ...version.onnx },
    timeout: { ...model.timeout, ...version.timeout },
  };
}

/** How the model is run: what its files say, else the defaults. */
export function toModelOptions(running: VersionServingDocument, defaults: ModelOptions): ModelOptions {
  const { batching = {}, queue = {}, workers = {}, recycle = {} } = running;
  const preferred = batching.preferredBatchSizes ?? defaults.batching.preferredBatchSizes;
  return {
    batching: {
      ...defaults.batching,
      ...batching,
      preferredBatchSizes: preferred.toSorted((a, b) => a - b),
    },
    queue: {
      maxCalls: queue.maxCalls ?? defaults.queue.maxCalls,
      maxBytes: sizeOr(queue.maxBytes, defaults.queue.maxBytes),
    },
    workers: toWorkers(workers, defaults.workers),
    recycle: {
      afterCalls: recycle.afterCalls ?? defaults.recycle.afterCalls,
      aboveBytes: sizeOr(recycle.aboveMemory, defaults.recycle.aboveBytes),
    },
    placement: workers.placement ?? defaults.placement,
  };
}

/** One given bound moves the other one's default along. */
function toWorkers(given: { min?: number; max?: number }, defaults: WorkerRange): WorkerRange {
  const min = given.min ?? Math.min(defaults.min, given.max ?? Infinity);
  return { min, max: given.max ?? Math.max(defaults.max, min) };
}

export function toOnnxOptions({ onnx }: VersionServingDocument, defaults: OnnxOptions): OnnxOptions {
  return { ...defaults, ...onnx };
}

export function toTimeouts({ timeout = {} }: VersionServingDocument, defaults: ModelTimeouts): ModelTimeouts {
  return { status: durationOr(timeout.load, defaults.status), run: durationOr(timeout.run, defaults.run) };
}

/** The schema has refused every text that is no size or duration. */
function sizeOr(given: string | number | undefined, fallback: number): number {
  return given === undefined ? fallback : (parseSize(given)?.value ?? fallback);
}

function durationOr(given: string | number | undefined, fallback: Quantity): Quantity {
  return given === undefined ? fallback : (parseDuration(given) ?? fallback);
}
