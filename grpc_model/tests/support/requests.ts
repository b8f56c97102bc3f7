import { BoundLogger } from '../../src/core/bound-logger';
import type { Logger } from '../../src/contract';
import type { AbortListener } from '../../src/core/abort-event';
import type { Call } from '../../src/core/call';
import { CallRecord, type CallOrigin } from '../../src/core/call-record';
import { toServingError } from '../../src/core/errors';
import type { InferenceRequest, Item, ItemResult, RequestOptions } from '../../src/core/request';

export const NO_OPTIONS: RequestOptions = { detectDrift: false, explain: false };

const nothing = (): void => undefined;
export const SILENT: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

export function itemOf(parts: Readonly<Record<string, string | Uint8Array>>): Item {
  return new Map(
    Object.entries(parts).map(([name, value]) => [
      name,
      { kind: 'bytes', bytes: typeof value === 'string' ? Buffer.from(value) : value },
    ]),
  );
}

/** A request with one item for each command of the scripted wrapper. */
export function requestOf(...commands: string[]): InferenceRequest {
  return { items: commands.map((command) => itemOf({ command })), options: NO_OPTIONS };
}

export function recordOf(origin: Partial<CallOrigin> = {}): CallRecord {
  return new CallRecord({
    requestId: 'call-1',
    protocol: 'test',
    method: 'Run',
    peer: '127.0.0.1:1',
    traceParent: undefined,
    ...origin,
  });
}

/** A call whose end is the signal's. */
export function callOf(
  overrides: Partial<Pick<Call, 'signal' | 'logger' | 'deadlineMs'>> & { readonly id?: string } = {},
): Call {
  const { id = 'call-1', signal = new AbortController().signal, logger = SILENT, deadlineMs = Infinity } = overrides;
  const handlers = new Map<AbortListener, () => void>();
  return {
    logFields: { requestId: id },
    serverLogger: logger,
    deadlineMs,
    signal,
    logger: new BoundLogger(logger, { requestId: id }),
    get abortedBecause() {
      return signal.aborted ? toServingError(signal.reason) : undefined;
    },
    onAbort: (listener) => {
      const handler = () => listener(toServingError(signal.reason));
      handlers.set(listener, handler);
      signal.addEventListener('abort', handler, { once: true });
    },
    offAbort: (listener) => {
      const handler = handlers.get(listener);
      if (handler !== undefined) signal.removeEventListener('abort', handler);
    },
    worked: nothing,
  };
}

export function bytesOf(item: Item, name = 'results.json'): Buffer {
  return Buffer.from(item.get(name)!.bytes);
}

/** What `results()` wrapped up. */
export function resultIn(item: Item): unknown {
  return (JSON.parse(bytesOf(item).toString()) as { data: { result: unknown } }).data.result;
}

/** A result in a form that reads well in an expectation: what came out, or `code: message`. */
export function summaryOf(result: ItemResult): unknown {
  return result.ok ? resultIn(result.output) : `${result.error.code}: ${result.error.message}`;
}
