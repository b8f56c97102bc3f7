import type { ServerMetadata } from './schemas';

export interface ServerFacts {
  /** The project's name when absent. */
  readonly serverName?: string | undefined;
  /** As in `package.json`. */
  readonly serverVersion: string;
  /** See {@link extensionsOf}. */
  readonly extensions: readonly string[];
}

const NAME = 'model-container';

/** Those that the server always has, by the names of contract section 4.1. */
const ALWAYS = [
  'classification',
  'model_repository',
  // No model depends on another one, so that an unload ends all that it is asked to.
  'model_repository(unload_dependents)',
  'schedule_policy',
  'model_configuration',
  'binary_tensor_data',
  'parameters',
  'statistics',
];

/** The extensions of the protocol that a server has. */
export function extensionsOf({ hasSharedMemory }: { readonly hasSharedMemory: boolean }): string[] {
  return hasSharedMemory ? [...ALWAYS, 'system_shared_memory'] : ALWAYS;
}

export function toServerMetadata({ serverName = NAME, serverVersion, extensions }: ServerFacts): ServerMetadata {
  return { name: serverName, version: serverVersion, extensions: [...extensions] };
}
