import type { Setting } from '../grpc_model/src/config/setting';
import { flagOf } from '../grpc_model/src/config/setting-names';
import { defaultText } from '../grpc_model/src/config/settings-help';
import { TOPICS } from '../grpc_model/src/config/settings-table';

const HEAD = `<!-- Written by "npm run settings" from grpc_model/src/config; changes belong there, or into scripts/settings-document.ts. -->
# Settings

## Where they are read from

From four places; the first one that has a setting decides:

1. **a flag**: \`npm start -- --max-pending-calls 10\`, or \`--max-pending-calls=10\`; in a container the flags stand after the
   image's name,
2. **an environment variable**: \`MAX_PENDING_CALLS=10\`,
3. **the settings file**, one YAML map: \`max_pending_calls: 10\`,
4. its default.

The three names of a setting follow from one another: a flag is the variable in lower case with hyphens, a key of the file is
the variable in lower case.

Nothing is guessed. A flag or a key that there is not, a value that is wrong in any of the places (even where another one
decides), and settings that contradict one another stop the start, with the whole list: where it stands, what was found, what
is expected. An environment variable that is nearly one of these (\`MAX_PENDING_CALL\`) is warned of in the log and starts
nevertheless, because platforms set variables of their own. A setting that has no effect, such as METRICS_HOST without a
METRICS_PORT, is let pass, unless somebody would believe to be protected by it.

\`npm start -- --help\` prints the same tables for a terminal.

## The settings file

\`CONFIG_FILE\` in the environment names it, or the flag \`--config\`. Only keys of the tables below may stand there. Numbers and
texts are written as YAML has them, several words as a list or as one text with commas. It is read once, at the start.

\`\`\`yaml
http_port: 8080
management_port: off
log_level: warn
max_pending_calls: 256
max_message_bytes: 67108864
tls_cert_file: /etc/model-server/tls.crt
tls_key_file: /etc/model-server/tls.key
tls_listeners: [grpc, http]
auth_tokens_file: /etc/model-server/tokens
\`\`\`

## Secrets

Those marked as secret are no flags: every process of a machine can read a command line. They are taken from the environment
or from the settings file, which nobody but the server's user should be able to read. Their values stand in no message.

## Check before the start

\`\`\`sh
npm start -- --check
npm start -- --check --config settings.yaml
npm run --silent build && node dist/grpc_model/src/main.js --check --json
\`\`\`

checks the settings and everything that they name: bundles, every \`config.yaml\`, the model store. It starts no worker and
listens nowhere, prints all that is wrong and exits with 1, or says what was checked and exits with 0. Only versions that the
server would load are read. In the image: \`docker run --rm my-model --check\`. What authors get wrong beyond that, such as
test cases, \`npm run check\` tells.

## What a start tells

Once its listeners are up and the models that load at the start have settled (or after 10 s), the server tells models with
versions and states, listeners, and who may do what: in a terminal as a screen, else as one line of the log, \`The server is
up.\`, with the same facts as fields. A port that cannot be had ends the start with the setting, what was tried and the mend.
`;

/** The text of docs/settings.md. */
export function settingsDocument(): string {
  const topics = TOPICS.map(({ title, settings }) => {
    const rows = Object.values<Setting<unknown>>(settings).map(rowOf);
    return `## ${title}\n\n| variable | flag | default | what it must be | why |\n|---|---|---|---|---|\n${rows.join('')}`;
  });
  return [HEAD, ...topics].join('\n');
}

function rowOf(setting: Setting<unknown>): string {
  const { variable, isSecret, expected, why } = setting;
  const value = defaultText(setting);
  const cells = [
    code(variable),
    isSecret ? 'none: a secret' : code(flagOf(variable)),
    value === '' ? 'empty' : code(value),
    plain(expected),
    plain(why),
  ];
  return `| ${cells.join(' | ')} |\n`;
}

function code(text: string): string {
  return `\`${text}\``;
}

/** As Markdown shows it: what is in angle brackets would be taken for HTML, and a bar for the end of a cell. */
function plain(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('|', '\\|');
}
