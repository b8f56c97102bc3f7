import type { ModelMetadata } from '../contract';
import type { Call } from '../core/call';
import type { ModelOptions } from '../core/model-options';
import { isOnnxBundle } from '../core/onnx-bundle';
import type { InferenceRequest, Item, ItemResult, RequestOptions } from '../core/request';
import type { Runnable } from '../core/served-model';
import type { VersionState } from '../core/state';
import type { ModelEntry } from './model-entry';
import type { ModelListing } from './model-listing';
import type { ModelVersion } from './version';
import type { VersionSlot } from './version-slot';

/**
 * What a caller gets for a reference. It may be kept: when its version is retired, a reference to the default version or to
 * a label finds the one that came after it.
 */
export class ModelHandle implements Runnable {
  #slot: VersionSlot;

  constructor(
    private readonly entry: ModelEntry,
    slot: VersionSlot,
    private readonly findAgain: () => VersionSlot,
  ) {
    this.#slot = slot;
  }

  get name(): string {
    return this.entry.name;
  }

  /** The whole model, as the catalog lists it just now. */
  get listing(): ModelListing {
    return this.entry.listing();
  }

  get version(): ModelVersion {
    return this.#slot.version;
  }

  get state(): VersionState {
    return this.#slot.state;
  }

  /** Whether its wrapper answers piece by piece; false while nobody has loaded it. */
  get streams(): boolean {
    return this.#slot.streams;
  }

  /** Whether a call is answered, be it after a load. */
  get takesCalls(): boolean {
    return this.#slot.takesCalls;
  }

  /** What is known of it; undefined while nobody has read it. What it takes and gives: see {@link metadataFor}. */
  get metadata(): ModelMetadata | undefined {
    return this.#slot.metadata;
  }

  /** How it is run; undefined while nobody has read it. */
  get options(): ModelOptions | undefined {
    return this.#slot.spec?.options;
  }

  /** Whether it has no code but a graph, which the server runs; false while nobody has read it. */
  get isOnnx(): boolean {
    const { spec } = this.#slot;
    return spec !== undefined && isOnnxBundle(spec.bundle);
  }

  /** What it takes and gives; a version that loads at its first use is loaded for that. */
  metadataFor(call: Call): Promise<ModelMetadata> {
    return this.#current().metadataFor(call);
  }

  /** Waits for a load under way, or tries a failed one again; resolves with the state that was reached. */
  ensureLoaded(): Promise<VersionState> {
    const { state, isWanted } = this.#slot;
    // What management has unloaded stays so.
    return state.name === 'unloaded' && !isWanted ? Promise.resolve(state) : this.#slot.ensureLoaded(true);
  }

  infer(request: InferenceRequest, call: Call): Promise<readonly ItemResult[]> {
    return this.#current().infer(request, call);
  }

  stream(item: Item, options: RequestOptions, call: Call): AsyncIterable<Item> {
    return this.#current().stream(item, options, call);
  }

  #current(): VersionSlot {
    if (!this.#slot.takesCalls) this.#slot = this.findAgain();
    return this.#slot;
  }
}
