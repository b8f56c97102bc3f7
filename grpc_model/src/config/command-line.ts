import type { Problem } from '../core/problems';
import type { GivenSetting, GivenSettings } from './given';
import { flagOf, keyOf } from './setting-names';
import { SETTINGS } from './settings-table';
import { similarNames } from './similar-names';

/** What the command line asks for. */
export interface CommandLine {
  readonly action: 'serve' | 'check' | 'help' | 'version';
  /** The check is told as one JSON document. */
  readonly json: boolean;
  /** The settings file; undefined: what CONFIG_FILE names. */
  readonly configFile: string | undefined;
  readonly settings: GivenSettings;
}

const PLACE = 'command line';
const CONFIG_FLAG = '--config';
/** What takes no value. */
const SWITCHES = ['--help', '--version', '--check', '--json'] as const;
const VARIABLES = new Map(Object.values(SETTINGS).map(({ variable }) => [flagOf(variable), variable]));
const SECRETS = new Set(Object.values(SETTINGS).flatMap((each) => (each.isSecret ? [each.variable] : [])));
const KNOWN = [...SWITCHES, CONFIG_FLAG, ...VARIABLES.keys()];

/** One flag as it was written: `--name`, `--name value` or `--name=value`. */
interface Flag {
  readonly name: string;
  readonly value: string | undefined;
}

/** Reads the words after the program's name. What is wrong with them stands among the problems. */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const { flags, problems } = splitFlags(argv);
  const values = new Map<string, GivenSetting>();
  const switches = new Set<string>();
  let configFile: string | undefined;
  const seen = new Set<string>();
  for (const flag of flags) {
    const problem = seen.has(flag.name) ? toldTwice(flag) : problemOf(flag);
    seen.add(flag.name);
    if (problem !== undefined) problems.push(problem);
    else if (flag.value === undefined) switches.add(flag.name);
    else if (flag.name === CONFIG_FLAG) configFile = flag.value;
    else values.set(VARIABLES.get(flag.name)!, { text: flag.value, place: { file: PLACE, key: flag.name } });
  }
  const json = switches.has('--json');
  const action = actionOf(switches);
  if (json && action === 'serve') problems.push(at('--json', 'it alone', '--check beside it'));
  return { action, json, configFile, settings: { values, problems } };
}

function actionOf(switches: ReadonlySet<string>): CommandLine['action'] {
  if (switches.has('--help')) return 'help';
  if (switches.has('--version')) return 'version';
  return switches.has('--check') ? 'check' : 'serve';
}

function splitFlags(argv: readonly string[]): { readonly flags: Flag[]; readonly problems: Problem[] } {
  const flags: Flag[] = [];
  const problems: Problem[] = [];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index]!;
    const equals = word.indexOf('=');
    if (!/^--./.test(word)) {
      problems.push(at('', JSON.stringify(word), 'flags, such as --max-pending-calls 10; --help lists them'));
    } else if (equals !== -1) {
      flags.push({ name: word.slice(0, equals), value: word.slice(equals + 1) });
    } else {
      const next = argv[index + 1];
      const takesNext = !isSwitch(word) && next !== undefined && !next.startsWith('--');
      flags.push({ name: word, value: takesNext ? next : undefined });
      if (takesNext) index++;
    }
  }
  return { flags, problems };
}

function problemOf({ name, value }: Flag): Problem | undefined {
  if (isSwitch(name)) return value === undefined ? undefined : at(name, 'a value', `${name} alone`);
  const variable = VARIABLES.get(name);
  if (variable === undefined && name !== CONFIG_FLAG) return unknown(name);
  // What was given is not repeated: it is in the process list already, and must not go into the log, too.
  if (variable !== undefined && SECRETS.has(variable)) {
    const mend = `${variable} in the environment, or ${keyOf(variable)} in the settings file`;
    return at(name, 'a secret where every process of the machine can read it', mend);
  }
  if (value !== undefined) return undefined;
  return at(name, 'no value', name === CONFIG_FLAG ? `${name} FILE` : `${name} followed by a value`);
}

function unknown(name: string): Problem {
  const meant = similarNames(name, KNOWN);
  const expected = meant.length === 0 ? 'one of the flags that --help lists' : `${meant.join(' or ')}, perhaps`;
  return at(name, 'a flag that there is not', expected);
}

function toldTwice({ name }: Flag): Problem {
  return at(name, 'it more than once', 'it once');
}

function isSwitch(name: string): boolean {
  return (SWITCHES as readonly string[]).includes(name);
}

function at(key: string, found: string, expected: string): Problem {
  return { file: PLACE, key, found, expected };
}
