import type { Datatype } from '../contract';
import type { Change } from './changes';

/** What an author says about an input or output, as it will stand in `model.yaml`. */
export interface NewPart {
  readonly name: string;
  /** For example `5M`. */
  readonly maxSize: string;
  readonly description: string;
  /** Declared as a tensor; -1 is a length that is open. */
  readonly tensor?: { readonly datatype: Datatype; readonly shape: readonly number[] };
}

export interface NewInput extends NewPart {
  /** All that are accepted; empty: any. */
  readonly mediaTypes: readonly string[];
}

export interface NewOutput extends NewPart {
  readonly mediaType: string;
}

/** A model that takes the place of the project's own. */
export interface NewModel {
  /** As people read it; the package's name is its slug. */
  readonly name: string;
  /** `x.y.z` */
  readonly version: string;
  readonly author: string;
  readonly summary: string;
  readonly inputs: readonly NewInput[];
  readonly outputs: readonly NewOutput[];
  readonly maxBatchSize: number;
  /** What the container needs, for example `2G`. Default: 512M. */
  readonly memory?: string | undefined;
  /** The whole of `model_lib/src/model.ts`. */
  readonly wrapperSource: string;
  /** Further files: weights, test cases, tests of the wrapper. Paths from the project's root. */
  readonly files: readonly Change[];
  /** The npm packages that the wrapper imports, which stay among the dependencies. */
  readonly packages: readonly string[];
}
