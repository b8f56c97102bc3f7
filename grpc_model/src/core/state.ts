/** The states of a version, a closed set. Only `ready` serves. */
export type VersionState =
  /** A worker is being started, or the first one is loading the model. */
  | { readonly name: 'loading' }
  /** At least one worker has loaded the model, or its replacement is on the way. */
  | { readonly name: 'ready' }
  /** Running calls finish; new ones are refused. */
  | { readonly name: 'unloading' }
  /** Not loaded, and nobody asked for it. */
  | { readonly name: 'unloaded' }
  /** Could not be loaded, or could not be kept alive. */
  | { readonly name: 'failed'; readonly reason: string };

export type StateName = VersionState['name'];
