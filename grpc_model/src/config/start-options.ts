import type { Problem } from '../core/problems';
import { readCommandLine, type CommandLine } from './command-line';
import { NOTHING_GIVEN } from './given';
import { collectSettings, SETTINGS, type Settings } from './settings';
import { readSettingsFile } from './settings-file';
import { misspelt } from './similar-names';

/** What the process was started to do, and with which settings. */
export interface StartOptions {
  readonly action: CommandLine['action'];
  /** The check is told as one JSON document. */
  readonly json: boolean;
  /** Where a setting is wrong, this has its default: for checks, not for serving. */
  readonly settings: Settings;
  /** Everything that is wrong with the settings, wherever they stand. A server must not start with one. */
  readonly problems: readonly Problem[];
  /** Sentences about what is no error, and most likely not meant. */
  readonly warnings: readonly string[];
}

/** The variable that names the settings file where no flag does. */
const CONFIG_VARIABLE = 'CONFIG_FILE';

/** Well-known variables that only look like ours: this one names the authorities that OpenSSL trusts. */
const OTHERS: ReadonlySet<string> = new Set(['SSL_CERT_FILE']);

/** Reads the settings from the command line, the environment and the settings file, in this order of precedence. */
export function readStartOptions(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): StartOptions {
  const { action, json, configFile, settings: flags } = readCommandLine(argv);
  const path = configFile ?? environment[CONFIG_VARIABLE] ?? '';
  const file = path === '' && configFile === undefined ? NOTHING_GIVEN : readSettingsFile(path);
  const { settings, problems } = collectSettings(environment, { file, flags });
  return { action, json, settings, problems, warnings: misspeltVariables(environment) };
}

/** Platforms set variables of their own: one that is nearly one of ours cannot be refused. */
export function misspeltVariables(environment: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set([CONFIG_VARIABLE, ...Object.values(SETTINGS).map(({ variable }) => variable)]);
  return Object.keys(environment).flatMap((name) => {
    const meant = known.has(name) || OTHERS.has(name) ? undefined : misspelt(name, known);
    if (meant === undefined) return [];
    return [`The environment variable ${JSON.stringify(name)} is no setting; ${meant} is one, if that was meant.`];
  });
}
