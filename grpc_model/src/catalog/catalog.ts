import type { Logger } from '../contract';
import { ServingError } from '../core/errors';
import type { VersionFigures } from '../core/figures';
import type { WorkerRange } from '../core/model-options';
import type { ModelRef } from '../core/model-ref';
import type { ModelSpec } from '../core/model-spec';
import type { ServedModel } from '../core/served-model';
import { LoadGate } from './load-gate';
import { ModelEntry, type EntryListener } from './model-entry';
import { ModelHandle } from './model-handle';
import type { ModelListing, UnreadyModel } from './model-listing';
import { nameAll } from './name-all';
import { Polling } from './polling';
import { scanSources } from './scan-sources';
import { Settling } from './settling';
import type { ModelSource, VersionCandidate } from './sources/candidate';
import type { VersionSlot } from './version-slot';

export interface CatalogOptions {
  /** Of two models of one name, the one of the earlier source is served. */
  readonly sources: readonly ModelSource[];
  /** Puts a model together, which counts as this version of this name; loads nothing. */
  readonly compose: (spec: ModelSpec, name: string, version: string) => ServedModel;
  readonly maxConcurrentLoads: number;
  /** How often the sources are looked at; 0: only when somebody asks. */
  readonly pollMs: number;
  readonly logger: Logger;
}

interface KnownModel {
  readonly entry: ModelEntry;
  source: ModelSource;
}

/** The one owner of which models exist, in which versions and states, which version is the default, and of labels. */
export class Catalog {
  readonly #options: CatalogOptions;
  readonly #gate: LoadGate;
  readonly #entries = new Map<string, KnownModel>();
  readonly #listeners = new Set<EntryListener>();
  readonly #settling = new Settling();
  readonly #retiring = new Set<Promise<void>>();
  readonly #toldFailures = new Map<ModelSource, string>();
  #polling: Polling | undefined;
  #scan: Promise<void> | undefined;
  #nextScan: Promise<void> | undefined;
  #isScanned = false;
  #isStopped = false;

  constructor(options: CatalogOptions) {
    this.#options = options;
    this.#gate = new LoadGate(options.maxConcurrentLoads);
  }

  /** Begins to load what needs no scan, in this turn of the event loop; resolves after the first scan. */
  async start(): Promise<void> {
    for (const source of this.#options.sources)
      for (const candidate of source.immediate)
        void this.#entryFor(candidate.name, source, candidate).update(candidate, [], () => true);
    await this.rescan();
    this.#isScanned = true;
    const { pollMs } = this.#options;
    if (pollMs > 0 && !this.#isStopped) this.#polling = new Polling(() => this.#scan ?? this.#begin(true), pollMs);
  }

  /** Ends every version; calls under way finish, within their bound. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#polling?.stop();
    await Promise.all([...this.#entries.values()].map(({ entry }) => entry.close()));
    await Promise.all(this.#retiring);
  }

  /**
   * Looks at the sources, and begins to load what is new and to end what is gone. Who asks during a scan gets the one after
   * it, which sees what they have changed.
   */
  rescan(): Promise<void> {
    if (this.#scan === undefined) return this.#begin(false);
    return (this.#nextScan ??= this.#scan.then(() => {
      this.#nextScan = undefined;
      return this.rescan();
    }));
  }

  /**
   * Finds what a caller means, whatever its state.
   *
   * @throws ServingError `not-found` with what there is to choose
   */
  lookUp(ref: ModelRef): ModelHandle {
    const { entry } = this.#known(ref.name);
    return new ModelHandle(entry, entry.slotOf(ref.version), () => this.#findSlot(ref));
  }

  /**
   * Finds what answers a caller's call.
   *
   * @throws ServingError `not-found` with what there is to choose, or `failed-precondition` with why it does not serve
   */
  find(ref: ModelRef): ModelHandle {
    return new ModelHandle(this.#known(ref.name).entry, this.#findSlot(ref), () => this.#findSlot(ref));
  }

  /** Whether calls that name no version are answered without a load; false when there is no such model. */
  isReady(name: string): boolean {
    return this.#entries.get(name)?.entry.isReady ?? false;
  }

  /** Whether every place of models was looked at once: before, nobody knows which models there are. */
  get isScanned(): boolean {
    return this.#isScanned;
  }

  /**
   * Models with versions that should serve and do not, by name. A version that is loaded at its first use should serve from
   * the start, and does until that has failed.
   */
  unready(): UnreadyModel[] {
    return [...this.#entries.values()]
      .map(({ entry }) => ({ name: entry.name, versions: entry.unready() }))
      .filter(({ versions }) => versions.length > 0)
      .sort(byName);
  }

  /** Every model, by name. */
  list(): ModelListing[] {
    return [...this.#entries.values()].map(({ entry }) => entry.listing()).sort(byName);
  }

  /** Whether there is such a model, whatever its versions. */
  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** Whether there is such a version, loaded or not; no label. */
  hasVersion(name: string, version: string): boolean {
    return this.#entries.get(name)?.entry.hasVersion(version) ?? false;
  }

  /** Every version of every model, as it is just now. */
  figures(): VersionFigures[] {
    return [...this.#entries.values()].flatMap(({ entry }) => entry.figures());
  }

  /**
   * Loads a version, or all that are wanted, after a look at the sources. One that the policy does not want stays until it is
   * unloaded.
   *
   * @throws ServingError `not-found`, or `failed-precondition` with the reasons of those that failed
   */
  async load(name: string, version?: string): Promise<void> {
    await this.rescan();
    const slots = this.#known(name).entry.slotsToLoad(version);
    await this.#expectReady(name, slots, (slot) => slot.loadNow());
  }

  /**
   * Loads what lies there now beside what serves, and exchanges them when that is ready.
   *
   * @throws ServingError as {@link load}; what served then still does
   */
  async reload(name: string, version?: string): Promise<void> {
    await this.rescan();
    const slots = this.#known(name).entry.slotsToLoad(version);
    await this.#expectReady(name, slots, (slot) => slot.replace());
  }

  /** Ends a version, or all; resolves when calls under way have finished. They stay so until they are loaded again. */
  async unload(name: string, version?: string): Promise<void> {
    const slots = this.#known(name).entry.slotsToUnload(version);
    await Promise.all(slots.map((slot) => slot.unload()));
  }

  /**
   * Makes a version the default, whatever newer ones come.
   *
   * @param version undefined: the newest ready one again
   */
  setDefault(name: string, version: string | undefined): void {
    this.#known(name).entry.setDefault(version);
  }

  /** Lets a label point at a version, from now on and until the server stops. */
  setLabel(name: string, label: string, version: string): void {
    this.#known(name).entry.setLabel(label, version);
  }

  removeLabel(name: string, label: string): void {
    this.#known(name).entry.removeLabel(label);
  }

  /** Sets how many workers a version may have, the default one when none is named. */
  scale(name: string, version: string | undefined, workers: WorkerRange): void {
    const { min, max } = workers;
    if (!Number.isInteger(min) || !Number.isInteger(max) || min < 1 || max < min) {
      const expected = 'whole numbers with 1 ≤ min ≤ max';
      throw new ServingError('invalid-argument', `The workers are min ${min}, max ${max}; expected ${expected}.`);
    }
    this.#known(name).entry.slotOf(version).scale(workers);
  }

  /** Calls the listener with every new version's state, and with every change of one, from now on. */
  onStateChange(listener: EntryListener): void {
    this.#listeners.add(listener);
  }

  #findSlot(ref: ModelRef): VersionSlot {
    const { entry } = this.#known(ref.name);
    const slot = entry.slotOf(ref.version);
    if (!slot.takesCalls) throw entry.refusal(slot, ref.version);
    return slot;
  }

  #known(name: string): KnownModel {
    const known = this.#entries.get(name);
    if (known !== undefined) return known;
    const names = nameAll([...this.#entries.keys()].sort());
    throw new ServingError('not-found', `There is no model "${name.slice(0, 128)}"; there are: ${names}.`);
  }

  #entryFor(name: string, source: ModelSource, candidate: Parameters<ModelEntry['update']>[0]): ModelEntry {
    const known = this.#entries.get(name);
    if (known !== undefined) {
      known.source = source;
      return known.entry;
    }
    const context = { compose: this.#options.compose, gate: this.#gate };
    const entry = new ModelEntry(candidate, context, (...change) => {
      for (const listener of this.#listeners) listener(...change);
    });
    this.#entries.set(name, { entry, source });
    return entry;
  }

  async #expectReady(
    name: string,
    slots: readonly VersionSlot[],
    load: (slot: VersionSlot) => Promise<unknown>,
  ): Promise<void> {
    if (this.#isStopped) throw new ServingError('unavailable', 'The server is stopping; no model is loaded any more.');
    await Promise.all(slots.map(load));
    const failures = slots.flatMap(({ version, state, problem }) => {
      if (problem !== undefined) return [`version ${version.text}: ${problem}`];
      if (state.name === 'ready') return [];
      return [`version ${version.text} ${state.name === 'failed' ? `failed: ${state.reason}` : `is ${state.name}`}`];
    });
    if (slots.length === 0) failures.push('it has no version that is wanted');
    if (failures.length > 0)
      throw new ServingError('failed-precondition', `The model ${name} was not loaded: ${failures.join('; ')}.`);
  }

  #begin(isPoll: boolean): Promise<void> {
    return (this.#scan = this.#look(isPoll).finally(() => (this.#scan = undefined)));
  }

  async #look(isPoll: boolean): Promise<void> {
    if (this.#isStopped) return;
    const { models, failures, sourceOf } = await scanSources(this.#options.sources);
    // It may have stopped while it looked.
    if (this.#isStopped as boolean) return;
    this.#tellFailures(failures);
    for (const [name, { candidate, shadowed }] of models) {
      const known = this.#entries.get(name);
      // Its own source cannot be read just now; a model of the same name elsewhere does not take its place.
      if (known !== undefined && failures.has(known.source)) continue;
      const isSettled = ({ version, fingerprint }: VersionCandidate) =>
        this.#settling.isSettled(`${name}/${version.number}`, fingerprint) || !isPoll;
      this.#retire(this.#entryFor(name, sourceOf.get(name)!, candidate).update(candidate, shadowed, isSettled));
    }
    this.#settling.endLook();
    for (const [name, { entry, source }] of this.#entries) {
      if (models.has(name) || failures.has(source)) continue;
      this.#entries.delete(name);
      this.#retire(entry.close());
    }
  }

  #retire(ending: Promise<void>): void {
    const tracked = ending.finally(() => this.#retiring.delete(tracked));
    this.#retiring.add(tracked);
  }

  #tellFailures(failures: ReadonlyMap<ModelSource, string>): void {
    for (const [source, reason] of failures) {
      if (this.#toldFailures.get(source) === reason) continue;
      this.#options.logger.error('The place of models cannot be read; what was loaded from it stays.', {
        place: source.place,
        reason,
      });
    }
    this.#toldFailures.clear();
    for (const [source, reason] of failures) this.#toldFailures.set(source, reason);
  }
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
