import { InferenceClient, type InferenceClientOptions } from '../../src/clients/open-inference/inference-client';
import type { Tensor } from '../../src/contract';
import type { InferResult } from '../../src/clients/open-inference/infer';
import type { TestServer } from './start-test-server';

/** How the project's client reaches a test server: over each of its transports. */
export const TRANSPORTS = ['grpc', 'http'] as const;
export type TransportName = (typeof TRANSPORTS)[number];

export function inferenceClient(
  server: Pick<TestServer, 'url'>,
  transport: TransportName,
  options: Partial<InferenceClientOptions> = {},
): InferenceClient {
  const scheme = transport === 'grpc' ? server.url('grpc').replace(/^http/, 'grpc') : server.url('http');
  return new InferenceClient({ url: scheme, ...options });
}

/** The elements of an output: numbers, or texts. */
export function valuesOf({ outputs }: Pick<InferResult, 'outputs'>, name: string): readonly unknown[] {
  const tensor: Tensor = outputs[name]!;
  return tensor.datatype === 'BYTES' ? tensor.data.map((each) => Buffer.from(each).toString()) : [...tensor.data];
}

/** What the scripted wrapper's only output says. */
export function resultOf(answer: Pick<InferResult, 'outputs'>): unknown {
  const [text] = valuesOf(answer, 'results.json');
  return (JSON.parse(String(text)) as { readonly data: { readonly result: unknown } }).data.result;
}
