import { ServingError } from '../../../core/errors';
import type { UnaryRpc } from '../../../transport/grpc/unary-handler';
import type { SystemSharedMemoryRegisterRequest } from '../generated/inference/SystemSharedMemoryRegisterRequest';
import type { SystemSharedMemoryRegisterResponseInput } from '../generated/inference/SystemSharedMemoryRegisterResponse';
import type { SystemSharedMemoryStatusRequest } from '../generated/inference/SystemSharedMemoryStatusRequest';
import type { SystemSharedMemoryStatusResponseInput } from '../generated/inference/SystemSharedMemoryStatusResponse';
import type { SystemSharedMemoryUnregisterRequest } from '../generated/inference/SystemSharedMemoryUnregisterRequest';
import type { SystemSharedMemoryUnregisterResponseInput } from '../generated/inference/SystemSharedMemoryUnregisterResponse';
import { printable } from '../infer/printable';
import type { SharedMemory, SharedRegion } from '../open-inference';

/** Who may register memory can have the server read and write it. */
export interface SharedMemoryRpcs {
  readonly SystemSharedMemoryStatus: UnaryRpc<SystemSharedMemoryStatusRequest, SystemSharedMemoryStatusResponseInput>;
  readonly SystemSharedMemoryRegister: UnaryRpc<
    SystemSharedMemoryRegisterRequest,
    SystemSharedMemoryRegisterResponseInput
  >;
  readonly SystemSharedMemoryUnregister: UnaryRpc<
    SystemSharedMemoryUnregisterRequest,
    SystemSharedMemoryUnregisterResponseInput
  >;
}

export function sharedMemoryRpcs(sharedMemory: SharedMemory): SharedMemoryRpcs {
  return {
    SystemSharedMemoryStatus: {
      access: 'control',
      handle: async ({ name }) => {
        const regions = sharedMemory.status(name).map((region) => [region.name, statusOf(region)] as const);
        return { response: { regions: Object.fromEntries(regions) } };
      },
    },
    SystemSharedMemoryRegister: {
      access: 'control',
      handle: async ({ name, key, offset, byte_size }) => {
        sharedMemory.register({ name, key, offset: sizeOf(name, offset), byteSize: sizeOf(name, byte_size) });
        return { response: {} };
      },
    },
    SystemSharedMemoryUnregister: {
      access: 'control',
      handle: async ({ name }) => {
        sharedMemory.unregister(name);
        return { response: {} };
      },
    },
  };
}

function statusOf({ name, key, offset, byteSize }: SharedRegion) {
  return { name, key, offset, byte_size: byteSize };
}

/** @param text a uint64 in decimal */
function sizeOf(region: string, text: string): number {
  const size = Number(text);
  if (Number.isSafeInteger(size)) return size;
  throw new ServingError(
    'invalid-argument',
    `Invalid offset + byte size for shared memory region: '${printable(region)}'`,
  );
}
