import { ProblemsError, type Problem } from '../core/problems';
import { contradictionsOf } from './contradictions';
import { NOTHING_GIVEN, type GivenSetting, type GivenSettings } from './given';
import type { Setting } from './setting';
import { SETTINGS, type Settings } from './settings-table';

export { SETTINGS, type Settings } from './settings-table';

/** Where settings are read from beside the environment, which goes before the file; flags go before both. */
export interface FurtherSources {
  readonly file?: GivenSettings;
  readonly flags?: GivenSettings;
}

/** The settings as far as they are right, and what is wrong with the others. */
export interface CollectedSettings {
  /** Where a setting is wrong, this has its default. */
  readonly settings: Settings;
  readonly problems: readonly Problem[];
}

/**
 * Reads every setting.
 *
 * @throws ProblemsError with everything that is wrong, at once
 */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
  sources: FurtherSources = {},
): Settings {
  const { settings, problems } = collectSettings(environment, sources);
  if (problems.length > 0) throw new ProblemsError(problems);
  return settings;
}

/** Reads every setting; what is wrong in any source is told even where a stronger source has another value. */
export function collectSettings(
  environment: Readonly<Record<string, string | undefined>>,
  { file = NOTHING_GIVEN, flags = NOTHING_GIVEN }: FurtherSources = {},
): CollectedSettings {
  const problems: Problem[] = [...flags.problems, ...file.problems];
  const wrong = new Set<string>();
  const given = new Map<string, GivenSetting>();
  const entries = Object.entries<Setting<unknown>>(SETTINGS).map(([name, setting]) => {
    const { variable, parse } = setting;
    let value = setting.default;
    for (const each of [file.values.get(variable), inEnvironment(environment, variable), flags.values.get(variable)]) {
      if (each === undefined) continue;
      const parsed = parse(each.text.trim());
      if (parsed === undefined) {
        problems.push(problemOf(each, setting));
        wrong.add(name);
      } else value = parsed;
      given.set(name, each);
    }
    return [name, value] as const;
  });
  const settings = Object.freeze(Object.fromEntries(entries)) as Settings;
  for (const { settings: names, found, expected } of contradictionsOf(settings, (name) => given.has(name))) {
    // What is wrong in itself contradicts nothing yet.
    if (names.some((name) => wrong.has(name))) continue;
    const [first] = names;
    const place = given.get(first)?.place ?? { file: 'default', key: SETTINGS[first].variable };
    problems.push({ ...place, found, expected });
  }
  return { settings, problems };
}

function inEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  variable: string,
): GivenSetting | undefined {
  const text = environment[variable];
  return text === undefined ? undefined : { text, place: { file: 'environment', key: variable } };
}

function problemOf({ text, place }: GivenSetting, { isSecret, expected }: Setting<unknown>): Problem {
  return { ...place, found: isSecret ? 'a value that is not shown' : JSON.stringify(text), expected };
}
