import { ServingError } from '../core/errors';
import type { VersionFigures } from '../core/figures';
import type { ModelSpec } from '../core/model-spec';
import type { ServedModel } from '../core/served-model';
import type { VersionState } from '../core/state';
import { whyNotReady } from './managed-model';
import type { ModelListing, VersionListing } from './model-listing';
import { nameAll } from './name-all';
import type { ModelCandidate, VersionCandidate } from './sources/candidate';
import { byNewest, parseVersion, VERSION_FORM, type ModelVersion } from './version';
import { defaultVersion, versionsToRetire, type PlannedVersion } from './version-plan';
import { DEFAULT_POLICY, selectVersions, type VersionPolicy } from './version-policy';
import { VersionSlot, type SlotContext } from './version-slot';

export interface EntryContext {
  /** Puts a model together, which counts as this version of this name; loads nothing. */
  readonly compose: (spec: ModelSpec, name: string, version: string) => ServedModel;
  readonly gate: SlotContext['gate'];
}

/** @param problem why what lies there now is not what is served */
export type EntryListener = (name: string, version: ModelVersion, state: VersionState, problem?: string) => void;

/** One model: its versions, which of them are wanted, which one is the default, and where its labels point. */
export class ModelEntry {
  readonly name: string;
  readonly #slots = new Map<number, VersionSlot>();
  readonly #slotContext: SlotContext;
  #candidate: ModelCandidate;
  #policy: VersionPolicy = DEFAULT_POLICY;
  #pinned: number | undefined;
  #default: VersionSlot | undefined;
  /** What management has set; null: removed, though the model's file has it. */
  readonly #setLabels = new Map<string, ModelVersion | null>();
  #shadowed: readonly string[] = [];
  /** Nothing is loaded or retired for now. */
  #isPaused = false;

  constructor(
    candidate: ModelCandidate,
    context: EntryContext,
    private readonly listener: EntryListener,
  ) {
    this.name = candidate.name;
    const { compose, gate } = context;
    this.#slotContext = { compose: (spec, version) => compose(spec, candidate.name, version), gate };
    this.#candidate = candidate;
  }

  /**
   * Takes over what the source sees now.
   *
   * @param shadowed places of other models of this name, which are not served
   * @param isSettled whether a version's files are complete; one that is not is left as it was
   * @returns when the versions that have vanished have ended
   */
  async update(
    candidate: ModelCandidate,
    shadowed: readonly string[],
    isSettled: (version: VersionCandidate) => boolean,
  ): Promise<void> {
    const versions = candidate.versions ?? [];
    const isKnown = candidate.versions !== undefined;
    this.#candidate = candidate;
    this.#shadowed = shadowed;
    this.#policy = candidate.policy ?? this.#policy;
    // Which versions are wanted is decided once all of them are known.
    this.#isPaused = true;
    const known = new Set(this.#slots.values());
    for (const version of versions.filter(isSettled)) this.#take(version);
    const present = new Set(versions.map(({ version }) => version.number));
    const vanished = isKnown ? [...this.#slots.values()].filter(({ version }) => !present.has(version.number)) : [];
    for (const { version } of vanished) {
      this.#slots.delete(version.number);
      if (this.#pinned === version.number) this.#pinned = undefined;
    }
    this.#isPaused = false;
    this.reconcile();
    // The others have told that they load.
    const isResting = ({ state }: VersionSlot) => state.name === 'unloaded' || state.name === 'failed';
    for (const slot of this.#allSlots().filter((each) => !known.has(each) && isResting(each))) this.#announce(slot);
    await Promise.all(vanished.map((slot) => slot.unload()));
  }

  /** Loads and retires as policy, management and the states of the versions ask for. */
  reconcile(): void {
    if (this.#isPaused) return;
    this.#markWanted();
    this.#default = this.#findDefault();
    const isActive = this.#allSlots().some(({ state }) => state.name === 'ready');
    const loadsNow = this.#candidate.loads === 'at-start' || isActive;
    for (const slot of this.#wanted()) {
      if (slot.state.name === 'unloaded' && (loadsNow || slot.wish === 'loaded')) void slot.ensureLoaded();
    }
    for (const number of versionsToRetire(this.#plan())) void this.#slots.get(number)?.unload();
  }

  /**
   * @param text a version in either form, or a label; undefined: the default version
   * @throws ServingError `not-found` with what there is to choose
   */
  slotOf(text: string | undefined): VersionSlot {
    if (text === undefined) {
      if (this.#default !== undefined) return this.#default;
      const why = this.problems.length === 0 ? '' : ` ${this.problems.join(' ')}`;
      throw new ServingError('not-found', `The model ${this.name} has no version.${why}`);
    }
    const labelled = this.labels.get(text);
    const slot = this.#slots.get((labelled ?? parseVersion(text))?.number ?? -1);
    if (slot !== undefined) return slot;
    const what =
      labelled === undefined ? `no version "${text}"` : `no version ${labelled.text}, where "${text}" points`;
    const choice = [...this.#newestFirst().map(({ version }) => version.text), ...this.labels.keys()];
    throw new ServingError('not-found', `The model ${this.name} has ${what}; there are: ${nameAll(choice)}.`);
  }

  /** The refusal of a call for this version. */
  refusal(slot: VersionSlot, text: string | undefined): ServingError {
    const isLabel = text !== undefined && this.labels.has(text);
    const what = isLabel
      ? `The label "${text}" of the model ${this.name} points at version ${slot.version.text}, which`
      : `Version ${slot.version.text} of the model ${this.name}`;
    return new ServingError('failed-precondition', `${what} is not ready; ${whyNotReady(slot.state)}.`);
  }

  /** Whether calls that name no version are answered without a load. */
  get isReady(): boolean {
    return this.#default?.state.name === 'ready';
  }

  /** The versions that should serve and do not, the newest first. */
  unready(): VersionListing[] {
    return this.#newestFirst()
      .filter(({ isMissed }) => isMissed)
      .map(listed);
  }

  get labels(): ReadonlyMap<string, ModelVersion> {
    if (this.#setLabels.size === 0) return this.#candidate.labels;
    const all = [...this.#candidate.labels, ...this.#setLabels].filter(
      (pair): pair is [string, ModelVersion] => pair[1] !== null,
    );
    const removed = [...this.#setLabels].filter(([, version]) => version === null).map(([label]) => label);
    return new Map(all.filter(([label]) => !removed.includes(label)));
  }

  /** Only versions that can answer are pinned: a pin must not end the service. */
  setDefault(text: string | undefined): void {
    if (text !== undefined) {
      const slot = this.slotOf(text);
      if (!slot.takesCalls) throw this.refusal(slot, text);
      this.#pinned = slot.version.number;
    } else this.#pinned = undefined;
    this.reconcile();
  }

  setLabel(label: string, text: string): void {
    if (label === '' || label.length > 128 || parseVersion(label) !== undefined) {
      const expected = `1 to 128 characters that are not a version (${VERSION_FORM})`;
      throw new ServingError(
        'invalid-argument',
        `The label ${JSON.stringify(label)} is refused; expected ${expected}.`,
      );
    }
    this.#setLabels.set(label, this.slotOf(text).version);
  }

  removeLabel(label: string): void {
    if (!this.labels.has(label)) {
      const labels = nameAll([...this.labels.keys()]);
      throw new ServingError('not-found', `The model ${this.name} has no label "${label}"; there are: ${labels}.`);
    }
    this.#setLabels.set(label, null);
  }

  /** The versions that management means: the one it names, or all that are wanted. No unload of before counts for them. */
  slotsToLoad(text: string | undefined): VersionSlot[] {
    const slots = text === undefined ? this.#allSlots() : [this.slotOf(text)];
    for (const slot of slots) if (slot.wish === 'unloaded') slot.wish = undefined;
    this.#markWanted();
    if (text === undefined) return this.#wanted();
    // What the policy wants anyway stays subject to it.
    for (const slot of slots) if (!slot.isWanted) slot.wish = 'loaded';
    this.#markWanted();
    return slots;
  }

  /** The versions that management means: the one it names, or all. They stay unloaded until it loads them. */
  slotsToUnload(text: string | undefined): VersionSlot[] {
    const slots = text === undefined ? this.#allSlots() : [this.slotOf(text)];
    for (const slot of slots) slot.wish = 'unloaded';
    this.reconcile();
    return slots;
  }

  get problems(): readonly string[] {
    const shadowed = this.#shadowed.map(
      (place) => `There is another model of this name in ${place}, which is not served; rename one of them.`,
    );
    return [...this.#candidate.problems, ...shadowed];
  }

  listing(): ModelListing {
    return {
      name: this.name,
      place: this.#candidate.place,
      policy: this.#policy,
      defaultVersion: this.#default?.version,
      isPinned: this.#pinned !== undefined,
      labels: new Map([...this.labels].map(([label, { text }]) => [label, text])),
      versions: this.#newestFirst().map(listed),
      problems: this.problems,
    };
  }

  /** @param text a version as it is named, no label */
  hasVersion(text: string): boolean {
    for (const { version } of this.#slots.values()) if (version.text === text) return true;
    return false;
  }

  /** Every version just now. */
  figures(): VersionFigures[] {
    const model = this.name;
    return this.#allSlots().map(({ version, state, figures }) => {
      return { model, version: version.text, state: state.name, ...figures };
    });
  }

  /** Ends every version; nothing loads one again. */
  async close(): Promise<void> {
    this.#isPaused = true;
    for (const slot of this.#allSlots()) slot.isWanted = false;
    await Promise.all(this.#allSlots().map((slot) => slot.unload()));
  }

  #take(candidate: VersionCandidate): void {
    const { version, fingerprint } = candidate;
    const slot = this.#slots.get(version.number);
    if (slot === undefined) this.#slots.set(version.number, this.#slotFor(candidate));
    else if (slot.fingerprint !== fingerprint) slot.update(candidate);
  }

  #slotFor(candidate: VersionCandidate): VersionSlot {
    const label = `Version ${candidate.version.text} of the model ${this.name}`;
    return new VersionSlot(label, candidate, this.#candidate.loads === 'at-first-use', this.#slotContext, (slot) => {
      this.#announce(slot);
      this.reconcile();
    });
  }

  #announce({ version, state, problem }: VersionSlot): void {
    this.listener(this.name, version, state, problem);
  }

  #markWanted(): void {
    const slots = this.#allSlots();
    const byPolicy = selectVersions(
      slots.map(({ version }) => version),
      this.#policy,
    ).map(({ number }) => number);
    for (const slot of slots) {
      const { number } = slot.version;
      const isWanted = slot.isRequired || byPolicy.includes(number) || number === this.#pinned;
      slot.isWanted = slot.wish === undefined ? isWanted : slot.wish === 'loaded';
    }
  }

  #findDefault(): VersionSlot | undefined {
    const pinned = this.#pinned === undefined ? undefined : this.#slots.get(this.#pinned);
    return pinned ?? this.#slots.get(defaultVersion(this.#plan()) ?? -1);
  }

  #plan(): PlannedVersion[] {
    return this.#allSlots().map((slot) => ({
      number: slot.version.number,
      isWanted: slot.isWanted,
      state: slot.state.name,
    }));
  }

  #allSlots(): VersionSlot[] {
    return [...this.#slots.values()];
  }

  #wanted(): VersionSlot[] {
    return this.#allSlots().filter(({ isWanted }) => isWanted);
  }

  #newestFirst(): VersionSlot[] {
    return this.#allSlots().toSorted((a, b) => byNewest(a.version, b.version));
  }
}

function listed({ version, state, takesCalls, problem }: VersionSlot): VersionListing {
  return { version, state, takesCalls, problem };
}
