import type { JsonDatatype } from '../json-elements';
import type { ElementStore } from './element-store';
import { BoolStore, LongStore, NumberStore } from './number-stores';
import { TextStore } from './text-store';

const STORES: Readonly<Record<JsonDatatype, (count: number, jsonBytes: number) => ElementStore>> = {
  BOOL: (count) => new BoolStore(new Uint8Array(count)),
  UINT8: (count) => new NumberStore('UINT8', new Uint8Array(count)),
  UINT16: (count) => new NumberStore('UINT16', new Uint16Array(count)),
  UINT32: (count) => new NumberStore('UINT32', new Uint32Array(count)),
  UINT64: (count) => new LongStore('UINT64', new BigUint64Array(count)),
  INT8: (count) => new NumberStore('INT8', new Int8Array(count)),
  INT16: (count) => new NumberStore('INT16', new Int16Array(count)),
  INT32: (count) => new NumberStore('INT32', new Int32Array(count)),
  INT64: (count) => new LongStore('INT64', new BigInt64Array(count)),
  FP32: (count) => new NumberStore('FP32', new Float32Array(count)),
  FP64: (count) => new NumberStore('FP64', new Float64Array(count)),
  BYTES: (count, jsonBytes) => new TextStore(count, jsonBytes),
};

/**
 * A store for so many elements.
 *
 * @param jsonBytes that all of them take in JSON
 */
export function storeFor(datatype: JsonDatatype, count: number, jsonBytes: number): ElementStore {
  return STORES[datatype](count, jsonBytes);
}
