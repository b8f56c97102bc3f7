import type { Logger } from '../contract';
import type { CallListener, CallRecord } from '../core/call-record';
import { callTimes } from './call-times';
import { LEVEL_OF_OUTCOME } from './outcome-level';

/** One line for every call that is over. It holds no payload. */
export function accessLog(logger: Logger): CallListener {
  return (record) => {
    const outcome = record.outcome ?? 'internal';
    const { tookMs, queueMs, workerMs, wrapperMs } = callTimes(record);
    const took = rounded(tookMs);
    logger[LEVEL_OF_OUTCOME[outcome]](`${subjectOf(record)}: ${outcome} in ${took} ms`, {
      requestId: record.requestId,
      protocol: record.protocol,
      method: record.method,
      model: record.model || undefined,
      modelVersion: record.modelVersion || undefined,
      outcome,
      items: record.items,
      failedItems: record.failedItems,
      bytesIn: record.bytesIn,
      bytesOut: record.bytesOut,
      tookMs: took,
      queueMs: rounded(queueMs),
      workerMs: rounded(workerMs),
      wrapperMs: rounded(wrapperMs),
      identity: record.identity,
      peer: record.peer,
      traceId: record.traceId,
    });
  };
}

function subjectOf({ protocol, method, model, modelVersion }: CallRecord): string {
  return model === '' ? `${protocol}/${method}` : `${protocol}/${method} ${model} ${modelVersion}`;
}

/** Milliseconds to the microsecond. */
function rounded(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms * 1000) / 1000;
}
