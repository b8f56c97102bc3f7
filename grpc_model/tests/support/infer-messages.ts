import type { Datatype } from '../../src/contract';
import { tensorBytes } from '../../src/contract';
import type { Caller } from '../../src/core/call';
import {
  NO_PARAMETERS,
  type InferInput,
  type InferMessage,
  type ParameterValue,
} from '../../src/protocols/open-inference/infer-message';
import type { SharedMemory } from '../../src/protocols/open-inference/open-inference';
import { recordOf } from './requests';

/** The elements of BYTES. */
export function elements(...texts: (string | Uint8Array)[]): Uint8Array {
  const data = texts.map((text) => (typeof text === 'string' ? Buffer.from(text) : text));
  return tensorBytes({ datatype: 'BYTES', shape: [data.length], data });
}

export function floats(...values: number[]): Uint8Array {
  return tensorBytes({ datatype: 'FP32', shape: [values.length], data: Float32Array.from(values) });
}

export function inputOf(
  name: string,
  datatype: Datatype,
  shape: readonly number[],
  bytes: Uint8Array | undefined,
  parameters: Readonly<Record<string, ParameterValue>> = {},
): InferInput {
  return { name, datatype, shape, bytes, parameters: new Map(Object.entries(parameters)) };
}

/** A request of the model `m`. */
export function messageOf(inputs: readonly InferInput[], overrides: Partial<InferMessage> = {}): InferMessage {
  return { modelName: 'm', modelVersion: '', id: '', parameters: NO_PARAMETERS, inputs, outputs: [], ...overrides };
}

export function wanted(name: string, parameters: Readonly<Record<string, ParameterValue>> = {}) {
  return { name, parameters: new Map(Object.entries(parameters)) };
}

/** A caller who waits for ever, and does not hang up. */
export function callerOf(deadlineMs = Infinity): Caller {
  return { record: recordOf(), deadlineMs, onClosed: () => undefined };
}

/** Regions of memory by name, without their offsets and sizes. */
export class FakeSharedMemory implements SharedMemory {
  readonly regions = new Map<ParameterValue, Uint8Array>();

  status = () => [];
  register = () => undefined;
  unregister = () => undefined;

  read: SharedMemory['read'] = async (_, parameters, checkSize) => {
    const bytes = this.regions.get(parameters.get('shared_memory_region')!);
    if (bytes !== undefined) checkSize(bytes.byteLength);
    return bytes;
  };

  write: SharedMemory['write'] = async (_, parameters, bytes) => {
    this.regions.set(parameters.get('shared_memory_region')!, bytes);
    return true;
  };
}
