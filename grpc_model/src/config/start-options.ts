import type { Problem } from '../core/problems';
import { readCommandLine, type CommandLine } from './command-line';
import { NOTHING_GIVEN } from './given';
import { collectSettings, SETTINGS, type Settings } from './settings';
import { SECURITY_SETTINGS } from './settings/security';
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
  const nearly = misspeltVariables(environment);
  return {
    action,
    json,
    settings,
    problems: [...problems, ...nearly.filter(({ meant }) => PROTECTING.has(meant)).map(toProblem)],
    warnings: nearly.filter(({ meant }) => !PROTECTING.has(meant)).map(toWarning),
  };
}

/** Whoever set one of these believes to be protected. */
const PROTECTING: ReadonlySet<string> = new Set(Object.values(SECURITY_SETTINGS).map(({ variable }) => variable));

interface MisspeltVariable {
  readonly given: string;
  readonly meant: string;
}

/** Variables that are nearly one of ours. Platforms set variables of their own, so that most of them cannot be refused. */
export function misspeltVariables(environment: Readonly<Record<string, string | undefined>>): MisspeltVariable[] {
  const known = new Set([CONFIG_VARIABLE, ...Object.values(SETTINGS).map(({ variable }) => variable)]);
  return Object.keys(environment).flatMap((given) => {
    const meant = known.has(given) || OTHERS.has(given) ? undefined : misspelt(given, known);
    return meant === undefined ? [] : [{ given, meant }];
  });
}

function toWarning({ given, meant }: MisspeltVariable): string {
  return `The environment variable ${JSON.stringify(given)} is no setting; ${meant} is one, if that was meant.`;
}

function toProblem({ given, meant }: MisspeltVariable): Problem {
  return { file: 'environment', key: given, found: 'no setting', expected: `${meant}, if that was meant` };
}
