import type { Setting } from './setting';
import { flagOf } from './setting-names';
import { TOPICS } from './settings-table';

const WIDTH = 100;
const INDENT = '      ';

const HEAD = `Starts the model server.

  npm start
  npm start -- --max-pending-calls 10 --config settings.yaml

  --check           check settings and models, say everything that is wrong, and exit
  --json            with --check: as one JSON document
  --config FILE     a YAML file of settings (default: what CONFIG_FILE names)
  --version         the version of the project's own model
  --help

Each setting is a flag, an environment variable (MAX_PENDING_CALLS) or a key of the file
(max_pending_calls); a flag goes before a variable, and a variable before the file.
Exit code: 1 when anything is wrong.
`;

/** The whole help text: every setting with its default and why. */
export function settingsHelp(): string {
  const topics = TOPICS.map(({ title, settings }) => {
    const all = Object.values<Setting<unknown>>(settings).map(helpOf);
    return `${title}\n\n${all.join('\n')}`;
  });
  return [HEAD, ...topics].join('\n');
}

/** A setting's default as it would be given. */
export function defaultText({ default: value }: Pick<Setting<unknown>, 'default'>): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}

function helpOf(setting: Setting<unknown>): string {
  const { variable, isSecret, why, expected } = setting;
  const value = defaultText(setting);
  const name = isSecret ? `${variable} (a secret: in the environment or the file)` : flagOf(variable);
  const lines = [...wrapped(why), ...wrapped(`Expected: ${expected}.`)].map((line) => `${INDENT}${line}\n`);
  return `  ${name}${value === '' ? '' : `  (default ${value})`}\n${lines.join('')}`;
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > WIDTH - INDENT.length) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
