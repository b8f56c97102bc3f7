import { isMainThread } from 'node:worker_threads';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogFields, Logger } from '../contract';
import { toServingError } from '../core/errors';
import { boundedFields, boundedText } from '../core/log-fields';
import type { Item } from '../core/request';
import { nameSourcesInStacks } from './source-stacks';
import { toModelError } from './read-output';
import { ModelHost } from './model-host';
import type { OptionsLayout } from './parameters-layout';
import { openServerLink, type ReadBody } from './server-link';
import { WorkInHand } from './work-in-hand';
import {
  BodyReader,
  bodyOf,
  errorLayoutOf,
  layoutOf,
  resultLayoutOf,
  type LogLevel,
  type ServerMessage,
} from './worker-protocol';
import { volunteerForTheOutOfMemoryKiller } from './out-of-memory';

/** The server is not kept from being heard for longer between two pieces of work. */
const UNHEARD_MS = 2;

/** How often the server hears how much memory this process holds. */
const MEMORY_EVERY_MS = 1000;

/** What nobody asks a load for. */
const NO_WISHES: OptionsLayout = { detectDrift: false, explain: false };

type InferenceMessage = Extract<ServerMessage, { type: 'infer' | 'stream' }>;

nameSourcesInStacks();

const models = new ModelHost(loggerFor(undefined));
let current: WorkInHand | undefined;
let last: Promise<void> = Promise.resolve();
/** When the server's messages were last read, in milliseconds of `performance.now()`. */
let heardAtMs = 0;
let memorySentAtMs = 0;
/** Work that was aborted before its turn. */
const skipped = new Set<number>();

const link = openServerLink((message, readBody) => void receive(message, readBody));

function receive(message: ServerMessage, readBody: ReadBody): Promise<void> | void {
  heardAtMs = performance.now();
  switch (message.type) {
    case 'load':
      return inTurn(message.id, (work) => load(message, work));
    case 'unload':
      return inTurn(message.id, () => unload(message));
    case 'infer':
      return inTurn(message.id, (work) => infer(message, work, readBody));
    case 'stream':
      return inTurn(message.id, (work) => stream(message, work, readBody));
    case 'next':
      return currentWork(message.id)?.resume?.();
    case 'abort':
      return abort(message.id);
    case 'close':
      return close();
  }
}

function currentWork(id: number): WorkInHand | undefined {
  return current?.id === id ? current : undefined;
}

/** Fires the signal of the work in hand; work that has not begun never will. */
function abort(id: number): void {
  const work = currentWork(id);
  if (work === undefined && id > (current?.id ?? 0)) skipped.add(id);
  work?.abort();
}

/** After work that kept the event loop busy, what the server said meanwhile is read before the next piece begins. */
async function hearTheServer(): Promise<void> {
  // The first turn may belong to events that were there before; the second one has read the socket.
  await nextTurn();
  await nextTurn();
  heardAtMs = performance.now();
}

/** One piece of work after another, in the order in which they came. */
function inTurn(id: number, run: (work: WorkInHand) => Promise<void>): Promise<void> {
  last = last.then(async () => {
    if (performance.now() - heardAtMs > UNHEARD_MS) await hearTheServer();
    current = new WorkInHand(id, loggerFor);
    if (skipped.size === 0 || !skipped.delete(id)) await run(current);
    else link.send({ type: 'failed', id, error: { code: 'cancelled', message: 'Nobody waited for it any longer.' } });
  });
  return last;
}

async function load({ id, model, spec }: Extract<ServerMessage, { type: 'load' }>, work: WorkInHand): Promise<void> {
  try {
    const capabilities = await models.load(model, spec, work.options(NO_WISHES));
    sendMemory();
    link.send({ type: 'loaded', id, capabilities });
  } catch (thrown) {
    const error = toServingError(thrown);
    const cause = error.cause instanceof Error ? error.cause.stack : undefined;
    log(id, 'error', 'The model failed to load.', { reason: error.message, stack: cause });
    link.send({ type: 'load-failed', id, reason: error.message });
  }
}

async function unload({ id, model }: Extract<ServerMessage, { type: 'unload' }>): Promise<void> {
  const leftBehindBytes = await models.unload(model);
  sendMemory();
  link.send({ type: 'unloaded', id, leftBehindBytes });
}

async function infer(message: InferenceMessage, work: WorkInHand, readBody: ReadBody): Promise<void> {
  const { id, model, options } = message;
  const startMs = performance.now();
  try {
    const host = models.get(model);
    const items = readItems(message, readBody(!host.keepsInputs));
    const results = await host.infer(items, work.options(options));
    const outputs: Item[] = [];
    for (const result of results) if (result.ok) outputs.push(result.output);
    if (performance.now() - memorySentAtMs > MEMORY_EVERY_MS) sendMemory();
    const tookMs = performance.now() - startMs;
    link.send({ type: 'results', id, results: results.map(resultLayoutOf), tookMs }, bodyOf(outputs));
  } catch (thrown) {
    link.send({ type: 'failed', id, error: errorLayoutOf(toModelError(thrown)) });
  }
}

async function stream(message: InferenceMessage, work: WorkInHand, readBody: ReadBody): Promise<void> {
  const { id, model, options } = message;
  try {
    const [item = new Map()] = readItems(message, readBody(false));
    const isAborted = () => work.isAborted;
    for await (const piece of models.get(model).stream(item, work.options(options))) {
      if (isAborted()) break;
      const taken = new Promise<void>((resolve) => (work.resume = resolve));
      link.send({ type: 'piece', id, item: layoutOf(piece) }, bodyOf([piece]));
      await taken;
      if (isAborted()) break;
    }
    link.send({ type: 'end', id });
  } catch (thrown) {
    link.send({ type: 'failed', id, error: errorLayoutOf(toModelError(thrown)) });
  }
}

function readItems({ items }: InferenceMessage, body: Buffer): Item[] {
  const reader = new BodyReader(body);
  return items.map((layout) => reader.item(layout));
}

async function close(): Promise<void> {
  await models.closeAll();
  process.exit(0);
}

function sendMemory(): void {
  memorySentAtMs = performance.now();
  if (isMainThread) link.send({ type: 'memory', residentBytes: process.memoryUsage.rss() });
}

/** @param work the work that the lines belong to */
function loggerFor(work: number | undefined): Logger {
  const at =
    (level: LogLevel) =>
    (message: string, fields = {}) =>
      log(work, level, message, fields);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function log(work: number | undefined, level: LogLevel, message: string, fields: LogFields): void {
  // An author may log anything, and much of it: it is cut here, before it travels.
  link.send({ type: 'log', work, level, message: boundedText(message), fields: boundedFields(fields) });
}

if (isMainThread) volunteerForTheOutOfMemoryKiller();
