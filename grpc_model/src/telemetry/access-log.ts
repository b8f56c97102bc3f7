import type { Logger } from '../contract';
import type { CallListener } from '../core/call-record';

/** One line for every call that is over. It holds no payload. */
export function accessLog(logger: Logger): CallListener {
  return (record) => {
    const { requestId, protocol, method, peer, model, modelVersion, outcome, items, failedItems, bytesIn, bytesOut } =
      record;
    const tookMs = (record.answeredAtMs ?? record.beganAtMs) - record.beganAtMs;
    const fields = {
      requestId,
      protocol,
      method,
      peer,
      model,
      modelVersion,
      outcome,
      items,
      failedItems,
      bytesIn,
      bytesOut,
    };
    logger.info('A call is over.', { ...fields, tookMs });
  };
}
