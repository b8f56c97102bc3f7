import { ProblemsError, type Problem } from '../core/problems';
import type { Setting } from './setting';
import { EXECUTION_SETTINGS } from './settings/execution';
import { LIMIT_SETTINGS } from './settings/limits';
import { LISTENER_SETTINGS } from './settings/listeners';
import { MODEL_SETTINGS } from './settings/models';
import { SECURITY_SETTINGS } from './settings/security';
import { TELEMETRY_SETTINGS } from './settings/telemetry';

/** Every setting of the server. */
export const SETTINGS = {
  ...LISTENER_SETTINGS,
  ...SECURITY_SETTINGS,
  ...LIMIT_SETTINGS,
  ...EXECUTION_SETTINGS,
  ...MODEL_SETTINGS,
  ...TELEMETRY_SETTINGS,
} as const;

export type Settings = Readonly<{
  [Name in keyof typeof SETTINGS]: (typeof SETTINGS)[Name] extends Setting<infer T> ? T : never;
}>;

/**
 * Reads every setting.
 *
 * @throws ProblemsError with everything that is wrong, at once
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const problems: Problem[] = [];
  const entries = Object.entries<Setting<unknown>>(SETTINGS).map(
    ([name, { variable, parse, expected, default: fallback }]) => {
      const given = environment[variable];
      if (given === undefined) return [name, fallback] as const;
      const value = parse(given.trim());
      if (value === undefined)
        problems.push({ file: 'environment', key: variable, found: JSON.stringify(given), expected });
      return [name, value] as const;
    },
  );
  if (problems.length > 0) throw new ProblemsError(problems);
  return Object.freeze(Object.fromEntries(entries)) as Settings;
}
