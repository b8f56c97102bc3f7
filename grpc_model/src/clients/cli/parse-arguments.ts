import { parseArgs } from 'node:util';
import { integer, oneOf } from '../../config/parsers';
import type { ModelRef } from '../../core/model-ref';
import { PRIORITIES, type Priority } from '../../core/request';
import { CONNECTION_FLAGS, CONNECTION_USAGE, parseConnection, type ConnectionArguments } from './connection-flags';
import { UsageError } from './usage-error';

export const USAGE = `Sends inputs to a running model server and prints what it answers.

  npm run client -- --input image=seven.png
  npm run client -- --input image=folder/ --explain

  --input NAME=PATH   an input's content: a file, "-" for standard input, or a folder, whose files become one item each.
                      Repeat it for every input of the model; a file stands for that input in every item.
  --explain           ask for explanations
  --detect-drift      ask for drift
  --batch-size N      items in one request (default: what the model takes at once)
  --model NAME        another model than the server's own
  --model-version V   a version of it: x.y.z, a number, or a label (default: its default version)
  --priority P        high, normal or low: what goes first when calls wait
  --output DIR        write every output to DIR/<item>/<output name>
  --json              print one JSON document instead of text
  --wait [SECONDS]    wait until the model is ready (default 60 s)
  --timeout SECONDS   the longest to wait for one request (default 60)
${CONNECTION_USAGE}
  --status            print the model's state and metadata, and send nothing
  --shutdown          have the server finish what runs, and end
  --help

Exit code: 0 when everything succeeded, 1 when the server or an item failed, 2 when the command line is wrong.
`;

export interface Arguments extends ConnectionArguments {
  readonly action: 'run' | 'status' | 'shutdown' | 'help';
  /** Where each input comes from, by the input's name. */
  readonly inputs: ReadonlyMap<string, string>;
  readonly explain: boolean;
  readonly detectDrift: boolean;
  /** Undefined: what the model takes at once. */
  readonly batchSize: number | undefined;
  /** Undefined: the server's own. */
  readonly model: ModelRef | undefined;
  /** Undefined: the server's default. */
  readonly priority: Priority | undefined;
  readonly outputFolder: string | undefined;
  readonly json: boolean;
  /** Undefined: do not wait. */
  readonly waitMs: number | undefined;
  readonly timeoutMs: number;
}

const DEFAULT_WAIT_SECONDS = '60';

/** @throws UsageError */
export function parseArguments(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Arguments {
  const { values } = parse(argv);
  const action = values.help ? 'help' : values.status ? 'status' : values.shutdown ? 'shutdown' : 'run';
  const inputs = parseInputs(values.input ?? []);
  if (action === 'run' && inputs.size === 0) throw new UsageError('Nothing to send: give --input NAME=PATH.');
  return {
    action,
    inputs,
    explain: values.explain,
    detectDrift: values['detect-drift'],
    batchSize: values['batch-size'] === undefined ? undefined : whole('--batch-size', values['batch-size']),
    model: parseModel(values.model, values['model-version']),
    priority: values.priority === undefined ? undefined : parsePriority(values.priority),
    outputFolder: values.output,
    json: values.json,
    waitMs: values.wait === undefined ? undefined : positive('--wait', values.wait) * 1000,
    timeoutMs: positive('--timeout', values.timeout) * 1000,
    ...parseConnection(values, environment),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: withDefaultWait(argv),
      options: {
        input: { type: 'string', multiple: true },
        explain: { type: 'boolean', default: false },
        'detect-drift': { type: 'boolean', default: false },
        'batch-size': { type: 'string' },
        model: { type: 'string' },
        'model-version': { type: 'string' },
        priority: { type: 'string' },
        output: { type: 'string' },
        json: { type: 'boolean', default: false },
        wait: { type: 'string' },
        timeout: { type: 'string', default: '60' },
        ...CONNECTION_FLAGS,
        status: { type: 'boolean', default: false },
        shutdown: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (thrown) {
    throw new UsageError(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

/** `--wait` may stand alone, which the standard parser does not know. */
function withDefaultWait(argv: readonly string[]): string[] {
  return argv.flatMap((word, index) => {
    const isBare = word === '--wait' && !/^\d/.test(argv[index + 1] ?? '');
    return isBare ? [`--wait=${DEFAULT_WAIT_SECONDS}`] : [word];
  });
}

function parseInputs(given: readonly string[]): ReadonlyMap<string, string> {
  const inputs = new Map<string, string>();
  for (const each of given) {
    const [, name, path] = /^([^=]+)=(.+)$/.exec(each) ?? [];
    if (name === undefined || path === undefined) throw new UsageError(`--input ${each}: expected NAME=PATH.`);
    if (inputs.has(name)) throw new UsageError(`--input ${name} is given twice; for several items give a folder.`);
    inputs.set(name, path);
  }
  return inputs;
}

/** @throws UsageError */
export function parseModel(name: string | undefined, version: string | undefined): ModelRef | undefined {
  if (name === undefined) {
    if (version === undefined) return undefined;
    throw new UsageError(`--model-version ${version}: expected --model NAME beside it.`);
  }
  return {
    name: printable('--model', name),
    version: version === undefined ? undefined : printable('--model-version', version),
  };
}

/** What metadata can carry; the server knows better which names there are. */
function printable(option: string, text: string): string {
  if (/^[ -~]+$/.test(text)) return text;
  throw new UsageError(`${option} ${JSON.stringify(text)}: expected printable ASCII characters.`);
}

function parsePriority(text: string): Priority {
  const { parse: parseOne, expected } = oneOf(...PRIORITIES);
  const priority = parseOne(text);
  if (priority === undefined) throw new UsageError(`--priority ${text}: expected ${expected}.`);
  return priority;
}

function whole(option: string, text: string, max?: number): number {
  const { parse: parseWhole, expected } = integer(1, max);
  const value = parseWhole(text);
  if (value === undefined) throw new UsageError(`${option} ${text}: expected ${expected}.`);
  return value;
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value > 0) return value;
  throw new UsageError(`${option} ${text}: expected a number above 0.`);
}
