import type { SharedMemory } from '../open-inference';
import { refusedSharedMemory } from './refused-shared-memory';
import { RegisteredRegions, type RegionLimits } from './registered-regions';

export interface SharedMemoryOptions extends RegionLimits {
  /** Whether the operator lets callers have the server read and write memory that they name. */
  readonly enabled: boolean;
  /** Where the system keeps shared memory. Default: where Linux does. */
  readonly folder?: string;
  /** Default: this one. */
  readonly platform?: NodeJS.Platform;
}

const DISABLED =
  "Client shared memory is disabled. Start the server with 'SYSTEM_SHARED_MEMORY=on' to enable. " +
  'Callers then have it read and write files in /dev/shm.';

/** System shared memory as the settings have it, until it is closed. */
export function openSharedMemory({
  enabled,
  folder = '/dev/shm',
  platform = process.platform,
  ...limits
}: SharedMemoryOptions): SharedMemory & { close(): void } {
  const refused = (sentence: string) => ({ ...refusedSharedMemory(sentence), close: () => undefined });
  if (!enabled) return refused(DISABLED);
  if (platform !== 'linux')
    return refused(`System shared memory is there on Linux alone, and the server runs on ${platform}.`);
  return new RegisteredRegions(folder, limits);
}
