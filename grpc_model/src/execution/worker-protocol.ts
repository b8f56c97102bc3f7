import { ServingError } from '../core/errors';
import type { WrapperCapabilities } from '../core/executor';
import type { ModelSpec } from '../core/model-spec';
import {
  failed,
  succeeded,
  type Item,
  type ItemError,
  type ItemResult,
  type Part,
  type TensorPart,
} from '../core/request';
import type { OptionsLayout } from './parameters-layout';
import type { Region } from './payload-area';

/** What the server tells a worker. `id` numbers a piece of work; `model` a model that the worker has, or shall have. */
export type ServerMessage =
  | { readonly type: 'load'; readonly id: number; readonly model: number; readonly spec: ModelSpec }
  | { readonly type: 'unload'; readonly id: number; readonly model: number }
  | InferMessage
  | (Inference & { readonly type: 'stream' })
  /** The reader has taken the last piece and wants the next one. */
  | { readonly type: 'next'; readonly id: number }
  /** Nobody waits for this work any longer. */
  | { readonly type: 'abort'; readonly id: number }
  | { readonly type: 'close' };

/** The items' bytes stand in the message's body, in the order of their layout. */
interface Inference {
  readonly id: number;
  readonly model: number;
  readonly items: readonly ItemLayout[];
  readonly options: OptionsLayout;
}

export type InferMessage = Inference & { readonly type: 'infer' };

export interface ResultsMessage {
  readonly type: 'results';
  readonly id: number;
  readonly results: readonly ResultLayout[];
  /** In the worker; the server may be too busy to hear of it at once. */
  readonly tookMs: number;
}

/** What a worker tells the server. */
export type WorkerMessage =
  | { readonly type: 'loaded'; readonly id: number; readonly capabilities: WrapperCapabilities }
  | { readonly type: 'load-failed'; readonly id: number; readonly reason: string }
  /** With the memory that the model took and did not give back. */
  | { readonly type: 'unloaded'; readonly id: number; readonly leftBehindBytes: number }
  | ResultsMessage
  | { readonly type: 'failed'; readonly id: number; readonly error: ErrorLayout }
  | { readonly type: 'piece'; readonly id: number; readonly item: ItemLayout }
  | { readonly type: 'end'; readonly id: number }
  /** How much memory the worker's process holds; sent beside its answers, at most once a second. */
  | { readonly type: 'memory'; readonly residentBytes: number }
  | {
      readonly type: 'log';
      /** The work that the line belongs to. */
      readonly work: number | undefined;
      readonly level: LogLevel;
      readonly message: string;
      readonly fields: LogLayout;
    };

/** A message whose body, when it is large, stands in memory that the server shares with the worker's process. */
export type InArea<Message> = Message & { readonly area?: Region };

/** What is shorter goes through the socket: it costs less there. */
export const AREA_FROM_BYTES = 64 * 1024;

/** What travels between threads: the body is handed over, not copied. */
export interface ThreadMessage<Message> {
  readonly message: Message;
  readonly body: Uint8Array;
}

/** Whether the worker is done with the work that the message is about. */
export function isLastOf(message: WorkerMessage): message is Extract<WorkerMessage, { readonly id: number }> {
  return 'id' in message && message.type !== 'piece';
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
type LogLayout = Readonly<Record<string, unknown>>;

/** Names and byte lengths of an item's parts, of tensors also what they are. */
export type ItemLayout = readonly PartLayout[];
export type PartLayout = readonly [name: string, byteLength: number, tensor?: Pick<TensorPart, 'datatype' | 'shape'>];
export type ErrorLayout = ItemError;
export type ResultLayout = { readonly output: ItemLayout } | { readonly error: ErrorLayout };

export function layoutOf(item: Item): ItemLayout {
  const layout: PartLayout[] = [];
  for (const [name, part] of item) {
    const { byteLength } = part.bytes;
    if (part.kind === 'bytes') layout.push([name, byteLength]);
    else layout.push([name, byteLength, { datatype: part.datatype, shape: part.shape }]);
  }
  return layout;
}

export function bodyOf(items: readonly Item[]): Uint8Array[] {
  const body: Uint8Array[] = [];
  for (const item of items) for (const { bytes } of item.values()) body.push(bytes);
  return body;
}

/** Cuts items out of a frame's body. The parts share its memory, which nobody else holds. */
export class BodyReader {
  #at = 0;

  constructor(private readonly body: Buffer) {}

  item(layout: ItemLayout): Item {
    const item = new Map<string, Part>();
    for (const part of layout) item.set(part[0], this.#part(part));
    return item;
  }

  #part([, byteLength, tensor]: PartLayout): Part {
    const bytes = this.body.subarray(this.#at, this.#at + byteLength);
    this.#at += byteLength;
    return tensor === undefined
      ? { kind: 'bytes', bytes }
      : { kind: 'tensor', datatype: tensor.datatype, shape: tensor.shape, bytes };
  }
}

export function resultLayoutOf(result: ItemResult): ResultLayout {
  return result.ok ? { output: layoutOf(result.output) } : { error: errorLayoutOf(result.error) };
}

export function readResults(layouts: readonly ResultLayout[], body: Buffer): ItemResult[] {
  const reader = new BodyReader(body);
  return layouts.map((layout) =>
    'output' in layout ? succeeded(reader.item(layout.output)) : failed(readError(layout.error)),
  );
}

export function errorLayoutOf({ code, message }: ItemError): ErrorLayout {
  return { code, message };
}

export function readError({ code, message }: ErrorLayout): ServingError {
  return new ServingError(code, message);
}
