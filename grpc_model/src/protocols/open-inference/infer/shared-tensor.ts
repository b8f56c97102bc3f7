import type { InferOutput, Parameters, ParameterValue } from '../infer-message';
import type { SharedMemory } from '../open-inference';
import { SHARED_MEMORY_BYTE_SIZE, SHARED_MEMORY_OFFSET, SHARED_MEMORY_REGION } from '../shared-memory-parameters';

/** The output with its elements in the region that its caller named, and parameters that say where. */
export async function writeShared(
  output: InferOutput & { readonly bytes: Uint8Array },
  asked: Parameters,
  sharedMemory: SharedMemory,
): Promise<InferOutput> {
  const { name, bytes } = output;
  if (!(await sharedMemory.write(name, asked, bytes))) return output;
  const parameters = new Map<string, ParameterValue>();
  for (const key of [SHARED_MEMORY_REGION, SHARED_MEMORY_OFFSET]) {
    const value = asked.get(key);
    if (value !== undefined) parameters.set(key, value);
  }
  parameters.set(SHARED_MEMORY_BYTE_SIZE, BigInt(bytes.byteLength));
  return { ...output, parameters, bytes: undefined };
}
