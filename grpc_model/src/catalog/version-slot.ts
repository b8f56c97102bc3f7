import type { ModelMetadata } from '../contract';
import type { Call } from '../core/call';
import { messageOf, ServingError } from '../core/errors';
import { sumOfFigures, type ModelFigures } from '../core/figures';
import type { WorkerRange } from '../core/model-options';
import type { ModelSpec } from '../core/model-spec';
import type { InferenceRequest, Item, ItemResult, RequestOptions } from '../core/request';
import type { Runnable, ServedModel } from '../core/served-model';
import type { VersionState } from '../core/state';
import type { LoadGate } from './load-gate';
import { whyNotReady } from './managed-model';
import { specAtHand, type VersionCandidate } from './sources/candidate';
import type { ModelVersion } from './version';
import { waitFor } from './wait-for';

export interface SlotContext {
  /** Puts a model together, which counts as this version; loads nothing. */
  readonly compose: (spec: ModelSpec, version: string) => ServedModel;
  readonly gate: LoadGate;
}

/**
 * One version's place in the catalog. What answers there can be exchanged: a second instance is loaded beside the first,
 * takes over when it is ready, and the first one drains.
 */
export class VersionSlot implements Runnable {
  /** Whether the policy or management wants it. */
  isWanted = false;
  /** What management said last; undefined: what the policy says. */
  wish: 'loaded' | 'unloaded' | undefined;
  /** Why what lies there now is not what is served; undefined when it is. */
  problem: string | undefined;
  #candidate: VersionCandidate;
  #state: VersionState;
  #live: ServedModel | undefined;
  #liveSpec: ModelSpec | undefined;
  #next: ServedModel | undefined;
  #workers: WorkerRange | undefined;
  #attempt: Promise<VersionState> | undefined;
  #attempted: VersionCandidate | undefined;
  #again: Promise<VersionState> | undefined;
  /** Instances that finish their last calls. */
  readonly #ending = new Map<ServedModel, Promise<void>>();
  /** The unload that decides the state when it is done, unless a load began since. */
  #unload: Promise<unknown> | undefined;
  /** Counts the unloads: a load that one of them has overtaken changes nothing any longer. */
  #generation = 0;

  /**
   * @param label the model and the version, for messages
   * @param loadsAtFirstUse the first call loads it, and waits
   */
  constructor(
    private readonly label: string,
    candidate: VersionCandidate,
    private readonly loadsAtFirstUse: boolean,
    private readonly context: SlotContext,
    private readonly onChange: (slot: VersionSlot) => void,
  ) {
    this.#candidate = candidate;
    this.#state = restingState(candidate);
  }

  get version(): ModelVersion {
    return this.#candidate.version;
  }

  get isRequired(): boolean {
    return this.#candidate.isRequired === true;
  }

  get fingerprint(): string {
    return this.#candidate.fingerprint;
  }

  get state(): VersionState {
    return this.#state;
  }

  /** What all its instances hold just now. */
  get figures(): ModelFigures {
    const models = [this.#live, this.#next, ...this.#ending.keys()].filter((model) => model !== undefined);
    return sumOfFigures(models.map(({ figures }) => figures));
  }

  /** undefined while nobody has read it. Inputs and outputs of a model without code are in it once it was ready. */
  get metadata(): ModelMetadata | undefined {
    return (this.#live ?? this.#next)?.metadata ?? specAtHand(this.#candidate)?.bundle.metadata;
  }

  /** How it is run, or will be where that is at hand; undefined while nobody has read it. */
  get spec(): ModelSpec | undefined {
    const spec = this.#liveSpec ?? specAtHand(this.#candidate);
    return spec && this.#scaled(spec);
  }

  /** Whether its wrapper answers piece by piece; false while nobody has loaded it. */
  get streams(): boolean {
    return this.#live?.streams === true;
  }

  /** Whether a call is answered, be it after a load. */
  get takesCalls(): boolean {
    return this.#isServing || this.#loadsForCalls;
  }

  /** Whether it should serve and does not; one that loads at its first use serves until that has failed. */
  get isMissed(): boolean {
    return this.isWanted && !this.#isServing && (!this.loadsAtFirstUse || this.#state.name === 'failed');
  }

  infer(request: InferenceRequest, call: Call): Promise<readonly ItemResult[]> {
    if (this.#isServing) return this.#live!.infer(request, call);
    return this.#loadedFor(call).then((model) => model.infer(request, call));
  }

  async *stream(item: Item, options: RequestOptions, call: Call): AsyncGenerator<Item> {
    const model = this.#isServing ? this.#live! : await this.#loadedFor(call);
    yield* model.stream(item, options, call);
  }

  /** What it takes and gives; loads it first where that is what a call would do. */
  async metadataFor(call: Call): Promise<ModelMetadata> {
    if (this.#isServing) return this.#live!.metadata;
    return specAtHand(this.#candidate)?.bundle.metadata ?? (await this.#loadedFor(call)).metadata;
  }

  /** Loads it unless it is loaded; a failed one when its back-off has passed, or its files have changed. */
  ensureLoaded(isUrgent = false): Promise<VersionState> {
    if (this.#attempt !== undefined) return this.#attempt;
    if (this.#live?.state.name === 'failed') return this.#track(this.#retry(this.#live));
    return this.#state.name === 'unloaded' ? this.#begin(isUrgent) : Promise.resolve(this.#state);
  }

  /** Loads it unless it is loaded, without back-off. */
  loadNow(): Promise<VersionState> {
    return this.#isServing ? Promise.resolve(this.#state) : this.replace();
  }

  /** Loads what lies there now, beside what serves, and exchanges them when that is ready. */
  replace(): Promise<VersionState> {
    if (this.#attempt === undefined) return this.#begin(true);
    if (this.#attempted === this.#candidate) return this.#attempt;
    const generation = this.#generation;
    return (this.#again ??= this.#attempt.then(() => {
      this.#again = undefined;
      return generation === this.#generation ? this.#begin(true) : this.#state;
    }));
  }

  /** Takes note that its files are others; those that serve are exchanged for them. */
  update(candidate: VersionCandidate): void {
    this.#candidate = candidate;
    if ('reason' in candidate.content && this.#isServing) this.#keep(candidate.content.reason);
    else if (this.#isServing || this.#attempt !== undefined) void this.replace();
    else if (this.#live !== undefined) void this.unload();
    else this.#enter(restingState(candidate));
  }

  /** Ends what serves or loads; calls under way finish. */
  async unload(): Promise<void> {
    this.#generation++;
    const models = [this.#live, this.#next];
    this.#live = this.#liveSpec = this.#next = this.#attempt = this.#again = this.problem = undefined;
    for (const model of models) if (model !== undefined) this.#end(model);
    const unload = (this.#unload = Promise.all(this.#ending.values()));
    if (this.#ending.size > 0 && this.#state.name !== 'unloading') this.#enter({ name: 'unloading' });
    await unload;
    // It may have been loaded again while the last calls finished.
    if (this.#unload === unload) this.#enter(restingState(this.#candidate));
  }

  /** Holds for what serves, and for every instance that follows. */
  scale(workers: WorkerRange): void {
    this.#workers = workers;
    this.#live?.scale(workers);
  }

  get #isServing(): boolean {
    return this.#live?.state.name === 'ready';
  }

  get #loadsForCalls(): boolean {
    if (!this.loadsAtFirstUse || !this.isWanted) return false;
    const { name } = this.#state;
    return name === 'unloaded' || name === 'loading' || (name === 'failed' && this.#live !== undefined);
  }

  async #loadedFor(call: Call): Promise<ServedModel> {
    if (this.#loadsForCalls) await waitFor(this.ensureLoaded(true), call);
    if (this.#live?.state.name === 'ready') return this.#live;
    throw new ServingError('failed-precondition', `${this.label} is not ready; ${whyNotReady(this.#state)}.`);
  }

  #begin(isUrgent: boolean): Promise<VersionState> {
    this.#attempted = this.#candidate;
    this.#unload = undefined;
    if (!this.#isServing) this.#enter({ name: 'loading' });
    return this.#track(this.#load(this.#candidate.content, isUrgent));
  }

  #track(loading: Promise<VersionState>): Promise<VersionState> {
    const attempt = loading.finally(() => {
      if (this.#attempt === attempt) this.#attempt = undefined;
    });
    return (this.#attempt = attempt);
  }

  async #retry(failed: ServedModel): Promise<VersionState> {
    this.#attempted = this.#candidate;
    const place = this.context.gate.enter(true);
    if (place !== undefined) await place;
    try {
      if (this.#live === failed) await failed.load();
    } finally {
      this.context.gate.leave();
    }
    return this.#state;
  }

  /** Begins in this turn of the event loop when there is a place and the spec is at hand: a start must not wait. */
  async #load(content: VersionCandidate['content'], isUrgent: boolean): Promise<VersionState> {
    const generation = this.#generation;
    const isOvertaken = () => generation !== this.#generation;
    const place = this.context.gate.enter(isUrgent);
    if (place !== undefined) await place;
    try {
      if (isOvertaken()) return this.#state;
      if ('reason' in content) throw new Error(content.reason);
      if ('spec' in content && content.verify !== undefined) await content.verify();
      const spec = 'spec' in content ? content.spec : await content.read();
      if (isOvertaken()) return this.#state;
      const next = (this.#next = this.context.compose(this.#scaled(spec), this.version.text));
      await next.load();
      if (!isOvertaken()) this.#settle(next, spec);
    } catch (thrown) {
      if (!isOvertaken()) this.#refuse(messageOf(thrown));
    } finally {
      this.context.gate.leave();
    }
    return this.#state;
  }

  #scaled(spec: ModelSpec): ModelSpec {
    return this.#workers === undefined ? spec : { ...spec, options: { ...spec.options, workers: this.#workers } };
  }

  #settle(next: ServedModel, spec: ModelSpec): void {
    this.#next = undefined;
    if (next.state.name !== 'ready' && this.#isServing) {
      this.#keep(whyNotReady(next.state));
      this.#end(next);
      return;
    }
    const previous = this.#live;
    this.#live = next;
    this.#liveSpec = spec;
    this.problem = undefined;
    next.onStateChange((state) => {
      if (this.#live === next) this.#enter(state);
    });
    this.#enter(next.state);
    if (previous !== undefined) this.#end(previous);
  }

  #end(model: ServedModel): void {
    const ending = model
      .close()
      .catch((thrown: unknown) => {
        this.problem = `What served before did not end well: ${messageOf(thrown)}`;
      })
      .finally(() => this.#ending.delete(model));
    this.#ending.set(model, ending);
  }

  #refuse(reason: string): void {
    this.#next = undefined;
    if (this.#isServing) this.#keep(reason);
    else this.#enter({ name: 'failed', reason });
  }

  #keep(reason: string): void {
    this.problem = `What lies there now is not served, but what lay there before: ${reason}`;
    this.onChange(this);
  }

  #enter(state: VersionState): void {
    this.#state = state;
    this.onChange(this);
  }
}

/** Of a version that nobody has loaded. */
function restingState({ content }: VersionCandidate): VersionState {
  return 'reason' in content ? { name: 'failed', reason: content.reason } : { name: 'unloaded' };
}
