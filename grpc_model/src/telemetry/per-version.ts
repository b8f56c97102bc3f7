/** So many are kept before those of versions that are gone are looked for. */
const FEW = 256;

/** Whether there is such a version. */
export type IsKnown = (model: string, version: string) => boolean;

/** What is kept of every version that there is, and, under the empty name, of calls that named none. */
export class PerVersion<T> {
  readonly #models = new Map<string, Map<string, T>>();
  #count = 0;
  #pruneAbove = FEW;

  /** @param make makes what is kept of a version that nothing was kept of yet */
  constructor(
    private readonly make: (model: string, version: string) => T,
    private readonly isKnown: IsKnown,
  ) {}

  of(model: string, version: string): T {
    return this.find(model, version) ?? this.#add(model, version);
  }

  /** @returns undefined when nothing is kept of that version */
  find(model: string, version: string): T | undefined {
    return this.#models.get(model)?.get(version);
  }

  /** As there are now, without those of versions that are gone. */
  current(): T[] {
    this.#prune();
    return [...this.#models.values()].flatMap((versions) => [...versions.values()]);
  }

  #add(model: string, version: string): T {
    // Where nobody asks for all of them, versions that come and go must not pile up.
    if (this.#count >= this.#pruneAbove) {
      this.#prune();
      this.#pruneAbove = Math.max(FEW, 2 * this.#count);
    }
    const made = this.make(model, version);
    const versions = this.#models.get(model) ?? new Map<string, T>();
    versions.set(version, made);
    this.#models.set(model, versions);
    this.#count++;
    return made;
  }

  #prune(): void {
    for (const [model, versions] of this.#models) {
      if (model === '') continue;
      for (const version of versions.keys()) {
        if (this.isKnown(model, version)) continue;
        versions.delete(version);
        this.#count--;
      }
      if (versions.size === 0) this.#models.delete(model);
    }
  }
}
