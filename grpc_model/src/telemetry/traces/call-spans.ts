import { performance } from 'node:perf_hooks';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import type { CallRecord, WorkReport } from '../../core/call-record';
import { callInterval, queueInterval, workerInterval, wrapperInterval, type Interval } from '../call-times';
import { LEVEL_OF_OUTCOME } from '../outcome-level';
import { parseTraceParent } from './trace-parent';

/**
 * Makes the spans of a call that is over: the call itself, below it its waiting and each piece of work, and below each piece
 * the wrapper. The trace's id is taken down in the record.
 */
export function traceCall(tracer: Tracer, record: CallRecord): void {
  const whole = callInterval(record);
  const name = `${record.protocol}/${record.method}`;
  const options = { kind: SpanKind.SERVER, startTime: epochMs(whole.beginMs) };
  const span = tracer.startSpan(name, options, parentOf(record.traceParent));
  // Most calls are not sampled where a ratio is set.
  if (!span.isRecording()) return;
  record.traceId = span.spanContext().traceId;
  span.setAttributes(attributesOf(record));
  const outcome = record.outcome ?? 'internal';
  if (LEVEL_OF_OUTCOME[outcome] === 'warn') span.setStatus({ code: SpanStatusCode.ERROR });
  const below = trace.setSpan(ROOT_CONTEXT, span);
  const queue = queueInterval(record);
  if (queue !== undefined) endAt(startBelow(tracer, 'queue', queue, below), queue);
  for (const work of record.works) traceWork(tracer, work, whole, below);
  endAt(span, whole);
}

function traceWork(tracer: Tracer, work: WorkReport, whole: Interval, parent: Context): void {
  const worker = workerInterval(work, whole);
  const span = startBelow(tracer, 'worker', worker, parent, { 'batch.items': work.items });
  const wrapper = wrapperInterval(work, worker);
  if (wrapper !== undefined) {
    endAt(startBelow(tracer, 'wrapper', wrapper, trace.setSpan(ROOT_CONTEXT, span)), wrapper);
  }
  endAt(span, worker);
}

function startBelow(
  tracer: Tracer,
  name: string,
  { beginMs }: Interval,
  parent: Context,
  attributes: Attributes = {},
): Span {
  return tracer.startSpan(name, { kind: SpanKind.INTERNAL, startTime: epochMs(beginMs), attributes }, parent);
}

function endAt(span: Span, { endMs }: Interval): void {
  span.end(epochMs(endMs));
}

/** A caller that says nothing, or something malformed, begins a trace of its own. */
function parentOf(traceParent: string | undefined): Context {
  const parent = parseTraceParent(traceParent);
  if (parent === undefined) return ROOT_CONTEXT;
  const { traceId, spanId, isSampled } = parent;
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

/** Names of the semantic conventions where they have one: `rpc.method`, `error.type`, `client.address`. */
function attributesOf(record: CallRecord): Attributes {
  const outcome = record.outcome ?? 'internal';
  return {
    'rpc.method': `${record.protocol}/${record.method}`,
    'client.address': record.peer,
    ...(outcome !== 'ok' && outcome !== 'partial' && { 'error.type': outcome }),
    ...(record.model !== '' && { 'model.name': record.model, 'model.version': record.modelVersion }),
    ...(record.identity !== undefined && { 'call.identity': record.identity }),
    'call.request_id': record.requestId,
    'call.outcome': outcome,
    'call.items': record.items,
    'call.failed_items': record.failedItems,
  };
}

/** Milliseconds since 1970 of a time of `performance.now()`. */
function epochMs(ms: number): number {
  return performance.timeOrigin + ms;
}
