import { readdirSync, readlinkSync } from 'node:fs';
import { ServingError } from '../../src/core/errors';
import type { SharedRegion } from '../../src/protocols/open-inference/open-inference';
import {
  openSharedMemory,
  type SharedMemoryOptions,
} from '../../src/protocols/open-inference/shared-memory/open-shared-memory';
import { createTestFolder } from './store-fixture';

export type OpenedSharedMemory = ReturnType<typeof openSharedMemory>;

/** A folder in the place of `/dev/shm`, and shared memory over it: at most three regions with 1000 bytes together. */
export class SharedMemoryFixture {
  readonly folder = createTestFolder();
  memory = this.open();

  /** Opens it in another way. */
  open(options: Partial<SharedMemoryOptions> = {}): OpenedSharedMemory {
    const { path: folder } = this.folder;
    const defaults = { enabled: true, maxRegions: 3, maxBytes: 1000, folder, platform: 'linux' } as const;
    return (this.memory = openSharedMemory({ ...defaults, ...options }));
  }

  /** @returns the path of the file that was written */
  put(content: string | Uint8Array = 'abcdefgh', name = 'data'): string {
    return this.folder.write(name, content);
  }

  /** Registers all eight bytes of the file that {@link put} writes, unless told otherwise. */
  register(overrides: Partial<SharedRegion> = {}): void {
    this.memory.register({ name: 'r', key: '/data', offset: 0, byteSize: 8, ...overrides });
  }

  /** The files of the folder that this process holds open. */
  held(): string[] {
    return readdirSync('/proc/self/fd').flatMap((descriptor) => {
      const path = targetOf(`/proc/self/fd/${descriptor}`);
      return path.startsWith(this.folder.path) ? [path] : [];
    });
  }

  close(): void {
    this.memory.close();
    this.folder[Symbol.dispose]();
  }
}

/** `code: message` of the ServingError that this throws, or `none`. */
export function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof ServingError) return `${thrown.code}: ${thrown.message}`;
    throw thrown;
  }
  return 'none';
}

/** The same of what this does, or of the promise that it gives. */
export async function rejectionOf(act: () => unknown): Promise<string> {
  try {
    await act();
  } catch (thrown) {
    return refusalOf(() => {
      throw thrown;
    });
  }
  return 'none';
}

/** Empty for a descriptor that is closed already, as is the one that the list itself was read through. */
function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}
