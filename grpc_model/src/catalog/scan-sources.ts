import { messageOf } from '../core/errors';
import type { ModelCandidate, ModelSource } from './sources/candidate';

/** One model of the catalog as the sources see it. */
export interface SeenModel {
  readonly candidate: ModelCandidate;
  /** Places of further models of the same name: the first one is served. */
  readonly shadowed: readonly string[];
}

export interface SeenModels {
  readonly models: ReadonlyMap<string, SeenModel>;
  /** Sources that could not be read, with the reason. What came from them stays. */
  readonly failures: ReadonlyMap<ModelSource, string>;
  readonly sourceOf: ReadonlyMap<string, ModelSource>;
}

/** Looks at every source; the order of the sources decides between models of one name. */
export async function scanSources(sources: readonly ModelSource[]): Promise<SeenModels> {
  const scans = await Promise.allSettled(sources.map((source) => source.scan()));
  const models = new Map<string, { candidate: ModelCandidate; shadowed: string[] }>();
  const failures = new Map<ModelSource, string>();
  const sourceOf = new Map<string, ModelSource>();
  for (const [index, scan] of scans.entries()) {
    const source = sources[index]!;
    if (scan.status === 'rejected') failures.set(source, messageOf(scan.reason));
    else
      for (const candidate of scan.value) {
        const first = models.get(candidate.name);
        if (first !== undefined) first.shadowed.push(candidate.place);
        else {
          models.set(candidate.name, { candidate, shadowed: [] });
          sourceOf.set(candidate.name, source);
        }
      }
  }
  return { models, failures, sourceOf };
}
