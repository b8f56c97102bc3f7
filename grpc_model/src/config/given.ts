import type { Problem } from '../core/problems';

/** A setting as one source has it. */
export interface GivenSetting {
  readonly text: string;
  /** Where it stands, for messages. */
  readonly place: Pick<Problem, 'file' | 'line' | 'key'>;
}

/** What one source of settings has. */
export interface GivenSettings {
  /** By the names of the environment variables. */
  readonly values: ReadonlyMap<string, GivenSetting>;
  /** What is wrong with the source, whatever the values mean. */
  readonly problems: readonly Problem[];
}

export const NOTHING_GIVEN: GivenSettings = { values: new Map(), problems: [] };
