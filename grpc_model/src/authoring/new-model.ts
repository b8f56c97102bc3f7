import type { Datatype } from '../contract';
import type { Change } from './changes';

/** What an author says about an input or output, as it will stand in `model.yaml`. */
export interface NewPart {
  readonly name: string;
  /** Inputs: all that are accepted, empty: any. Outputs: exactly one. */
  readonly mediaTypes: readonly string[];
  /** For example `5M`. */
  readonly maxSize: string;
  readonly description: string;
  /** Declared as a tensor; -1 is a length that is open. */
  readonly tensor?: { readonly datatype: Datatype; readonly shape: readonly number[] };
}

/** A model that takes the place of the project's own. */
export interface NewModel {
  /** As people read it; the package's name is its slug. */
  readonly name: string;
  /** `x.y.z` */
  readonly version: string;
  readonly author: string;
  readonly summary: string;
  readonly inputs: readonly NewPart[];
  readonly outputs: readonly NewPart[];
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
