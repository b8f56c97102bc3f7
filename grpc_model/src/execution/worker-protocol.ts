import type { Bundle } from '../contract';
import { ServingError } from '../core/errors';
import type { WrapperCapabilities } from '../core/executor';
import {
  failed,
  succeeded,
  type Item,
  type ItemError,
  type ItemResult,
  type Part,
  type RequestOptions,
  type TensorPart,
} from '../core/request';

/** What the server tells a worker. `id` numbers the work; a worker holds one at a time. */
export type ServerMessage =
  | { readonly type: 'load'; readonly wrapperPath: string; readonly bundle: Bundle }
  | (Work & { readonly type: 'infer' })
  | (Work & { readonly type: 'stream' })
  /** The reader has taken the last piece and wants the next one. */
  | { readonly type: 'next'; readonly id: number }
  /** Nobody waits for this work any longer. */
  | { readonly type: 'abort'; readonly id: number }
  | { readonly type: 'close' };

/** The items' bytes stand in the frame's body, in the order of their layout. */
interface Work {
  readonly id: number;
  readonly callId: string;
  readonly items: readonly ItemLayout[];
  readonly options: RequestOptions;
}

/** What a worker tells the server. */
export type WorkerMessage =
  | { readonly type: 'loaded'; readonly capabilities: WrapperCapabilities }
  | { readonly type: 'load-failed'; readonly reason: string }
  | { readonly type: 'results'; readonly id: number; readonly results: readonly ResultLayout[] }
  | { readonly type: 'failed'; readonly id: number; readonly error: ErrorLayout }
  | { readonly type: 'piece'; readonly id: number; readonly item: ItemLayout }
  | { readonly type: 'end'; readonly id: number }
  | { readonly type: 'log'; readonly level: LogLevel; readonly message: string; readonly fields: LogLayout };

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
type LogLayout = Readonly<Record<string, unknown>>;

/** Names and byte lengths of an item's parts, of tensors also what they are. */
export type ItemLayout = readonly PartLayout[];
type PartLayout = readonly [name: string, byteLength: number, tensor?: Pick<TensorPart, 'datatype' | 'shape'>];
export type ErrorLayout = ItemError;
export type ResultLayout = { readonly output: ItemLayout } | { readonly error: ErrorLayout };

export function layoutOf(item: Item): ItemLayout {
  return Array.from(item, ([name, part]): PartLayout => {
    const { byteLength } = part.bytes;
    return part.kind === 'bytes'
      ? [name, byteLength]
      : [name, byteLength, { datatype: part.datatype, shape: part.shape }];
  });
}

export function bodyOf(items: readonly Item[]): Uint8Array[] {
  return items.flatMap((item) => Array.from(item.values(), (part) => part.bytes));
}

/** Cuts items out of a frame's body. The parts share its memory, which nobody else holds. */
export class BodyReader {
  #at = 0;

  constructor(private readonly body: Buffer) {}

  item(layout: ItemLayout): Item {
    return new Map(layout.map((part) => [part[0], this.#part(part)]));
  }

  #part([, byteLength, tensor]: PartLayout): Part {
    const bytes = this.body.subarray(this.#at, this.#at + byteLength);
    this.#at += byteLength;
    return tensor === undefined ? { kind: 'bytes', bytes } : { kind: 'tensor', ...tensor, bytes };
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
