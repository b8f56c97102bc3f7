import { writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { format } from 'node:util';
import type { InferenceOptions, LogFields, Logger } from '../contract';
import { toServingError } from '../core/errors';
import type { Item } from '../core/request';
import { Channel } from './channel';
import { loadWrapper } from './load-wrapper';
import { toModelError } from './read-output';
import { WrapperHost } from './wrapper-host';
import {
  BodyReader,
  bodyOf,
  errorLayoutOf,
  layoutOf,
  resultLayoutOf,
  type LogLevel,
  type ServerMessage,
  type WorkerMessage,
} from './worker-protocol';

/** The descriptor on which the server talks to its worker; standard output and error stay the author's. */
const CHANNEL_FD = 3;

/** The server is not kept from being heard for longer between two pieces of work. */
const UNHEARD_MS = 2;

type WorkMessage = Extract<ServerMessage, { type: 'infer' | 'stream' }>;

/** The work in hand. */
interface CurrentWork {
  readonly id: number;
  readonly controller: AbortController;
  /** Set while a stream waits for its reader. */
  resume?: () => void;
}

let host: WrapperHost | undefined;
let current: CurrentWork | undefined;
let last: Promise<void> = Promise.resolve();
/** When the server's messages were last read, in milliseconds of `performance.now()`. */
let heardAtMs = 0;
/** Work that was aborted before its turn. */
const skipped = new Set<number>();

const channel = new Channel<ServerMessage, WorkerMessage>(
  openSocket(),
  (message, body) => void receive(message, body),
  (thrown) => {
    throw thrown;
  },
  'at-once',
);

async function receive(message: ServerMessage, body: Buffer): Promise<void> {
  heardAtMs = performance.now();
  switch (message.type) {
    case 'load':
      return load(message);
    case 'infer':
      return inTurn(message.id, () => infer(message, body));
    case 'stream':
      return inTurn(message.id, () => stream(message, body));
    case 'next':
      return currentWork(message.id)?.resume?.();
    case 'abort':
      return abort(message.id);
    case 'close':
      return close();
  }
}

function currentWork(id: number): CurrentWork | undefined {
  return current?.id === id ? current : undefined;
}

/** Fires the signal of the work in hand; work that has not begun never will. */
function abort(id: number): void {
  const work = currentWork(id);
  if (work === undefined && id > (current?.id ?? 0)) skipped.add(id);
  work?.controller.abort();
  work?.resume?.();
}

/** After work that kept the event loop busy, what the server said meanwhile is read before the next piece begins. */
async function hearTheServer(): Promise<void> {
  // The first turn may belong to events that were there before; the second one has read the socket.
  await nextTurn();
  await nextTurn();
  heardAtMs = performance.now();
}

/** One piece of work after another, in the order in which they came. */
function inTurn(id: number, run: () => Promise<void>): Promise<void> {
  last = last.then(async () => {
    if (performance.now() - heardAtMs > UNHEARD_MS) await hearTheServer();
    if (!skipped.delete(id)) await run();
    else
      channel.send({ type: 'failed', id, error: { code: 'cancelled', message: 'Nobody waited for it any longer.' } });
  });
  return last;
}

async function load({ wrapperPath, bundle }: Extract<ServerMessage, { type: 'load' }>): Promise<void> {
  try {
    host = new WrapperHost(await loadWrapper(wrapperPath, bundle));
    channel.send({ type: 'loaded', capabilities: host.capabilities });
  } catch (thrown) {
    const error = toServingError(thrown);
    const cause = error.cause instanceof Error ? error.cause.stack : undefined;
    log('error', 'The model failed to load.', { reason: error.message, stack: cause });
    channel.send({ type: 'load-failed', reason: error.message });
  }
}

async function infer(message: WorkMessage, body: Buffer): Promise<void> {
  const { id } = message;
  try {
    const { items, options } = begin(message, body);
    const results = await loadedHost().infer(items, options);
    const outputs = results.flatMap((result) => (result.ok ? [result.output] : []));
    channel.send({ type: 'results', id, results: results.map(resultLayoutOf) }, bodyOf(outputs));
  } catch (thrown) {
    channel.send({ type: 'failed', id, error: errorLayoutOf(toModelError(thrown)) });
  }
}

async function stream(message: WorkMessage, body: Buffer): Promise<void> {
  const { id } = message;
  try {
    const { work, items, options } = begin(message, body);
    const isAborted = () => work.controller.signal.aborted;
    for await (const piece of loadedHost().stream(items[0] ?? new Map(), options)) {
      if (isAborted()) break;
      const taken = new Promise<void>((resolve) => (work.resume = resolve));
      channel.send({ type: 'piece', id, item: layoutOf(piece) }, bodyOf([piece]));
      await taken;
      if (isAborted()) break;
    }
    channel.send({ type: 'end', id });
  } catch (thrown) {
    channel.send({ type: 'failed', id, error: errorLayoutOf(toModelError(thrown)) });
  }
}

interface Begun {
  readonly work: CurrentWork;
  readonly items: readonly Item[];
  readonly options: InferenceOptions;
}

function begin(message: WorkMessage, body: Buffer): Begun {
  const controller = new AbortController();
  const work: CurrentWork = { id: message.id, controller };
  current = work;
  const reader = new BodyReader(body);
  const items = message.items.map((layout) => reader.item(layout));
  return {
    work,
    items,
    options: { ...message.options, signal: controller.signal, logger: loggerFor(message.callId) },
  };
}

function loadedHost(): WrapperHost {
  if (host === undefined) throw new Error('Work was sent to a worker that has not loaded its model.');
  return host;
}

async function close(): Promise<void> {
  try {
    await host?.close();
  } catch (thrown) {
    log('error', "The model's close failed.", { stack: thrown instanceof Error ? thrown.stack : String(thrown) });
  }
  process.exit(0);
}

function loggerFor(callId: string): Logger {
  const at =
    (level: LogLevel) =>
    (message: string, fields = {}) =>
      channel.send({ type: 'log', level, message, fields: { ...asJson(fields), callId } });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function log(level: LogLevel, message: string, fields: LogFields): void {
  channel.send({ type: 'log', level, message, fields: asJson(fields) });
}

/** An author's log fields may hold anything; what JSON cannot carry is written as text. */
function asJson(fields: LogFields): LogFields {
  try {
    return JSON.parse(JSON.stringify(fields)) as LogFields;
  } catch {
    return { fields: format('%o', fields) };
  }
}

function openSocket(): Socket {
  const socket = new Socket({ fd: CHANNEL_FD, readable: true, writable: true });
  // The server is gone: so is the reason to live.
  socket.on('close', () => process.exit(0));
  return socket;
}

/** A terminal sends its signals to the whole group; only the server decides when a worker ends. */
function leaveSignalsToTheServer(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
}

/** Where memory runs out, a worker shall be killed before the server that can replace it. */
function volunteerForTheOutOfMemoryKiller(): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync('/proc/self/oom_score_adj', '500');
  } catch {
    // Some sandboxes do not allow it; then the kernel decides alone.
  }
}

leaveSignalsToTheServer();
volunteerForTheOutOfMemoryKiller();
