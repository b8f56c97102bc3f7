import type { RunResponse } from '../../src/protocols/modzy/generated/RunResponse';
import type { CallOptions } from './grpc-client';
import type { ModzyTestClient } from './modzy-client';

/** The metadata that names a model, and perhaps a version of it. */
export function modelHeaders(name: string, version?: string): Record<string, string> {
  return { 'model-name': name, ...(version !== undefined && { 'model-version': version }) };
}

export interface ModelCallOptions extends CallOptions {
  readonly version?: string;
}

/** What a model of the store answers to contents of its input `x`: its output `y`, or the error's text. */
export async function runModel(
  client: ModzyTestClient,
  name: string,
  contents: readonly Uint8Array[],
  { version, headers, ...options }: ModelCallOptions = {},
): Promise<unknown[]> {
  const request = { inputs: contents.map((x) => ({ input: { x } })) };
  const all = { ...headers, ...modelHeaders(name, version) };
  const { response } = await client.run(request, { ...options, headers: all });
  return outputsOf(response);
}

function outputsOf({ outputs }: RunResponse): unknown[] {
  return outputs.map(({ success, output }) =>
    success
      ? readFloats(Buffer.from(output['y']!))
      : (JSON.parse(Buffer.from(output['error']!).toString()) as { error_message: string }).error_message,
  );
}

/** FP32 elements as raw bytes. */
export function rawFloats(...values: number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

/** A `.npy` file as `numpy.save` writes it. */
export function npyFloats(shape: readonly number[], ...values: number[]): Uint8Array {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`.padEnd(117) + '\n';
  const prefix = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
  return Buffer.concat([prefix, Buffer.from(header), rawFloats(...values)]);
}

/** Shape and elements of a `.npy` file of FP32. */
function readFloats(file: Buffer): { shape: number[]; values: number[] } {
  const dataAt = 10 + file.readUInt16LE(8);
  const header = file.toString('latin1', 10, dataAt);
  if (!file.toString('latin1', 1, 6).startsWith('NUMPY') || !header.includes("'<f4'"))
    throw new Error(`It is no .npy file of FP32: ${header.slice(0, 80)}`);
  const shape = /\(([^)]*)\)/
    .exec(header)![1]!
    .split(',')
    .filter((each) => each.trim() !== '');
  const values = Array.from({ length: (file.length - dataAt) / 4 }, (_, at) => file.readFloatLE(dataAt + at * 4));
  return { shape: shape.map(Number), values };
}
