import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../../core/errors';
import { applyChanges, describeChanges, effectiveChanges, type Change } from '../changes';
import { formatChanges } from '../format-changes';
import { replaceModel } from '../model-files/replace-model';
import type { Terminal } from '../run-verb';
import { UsageError } from '../usage-error';
import { throwIfUncommitted } from '../work-tree';
import { askForModel, saysNothing, type InitFlags } from './init-questions';

export const INIT_USAGE = `Makes the fork your own: your model's name, inputs and outputs, and a working skeleton of its code in the place of the
project's present model.

  npm run init                    asks for everything
  npm run init -- --name Sentiment --summary "Tells how a text feels." --author "Ada <ada@example.org>" \\
    --input "text.txt:text/plain:1M" --output "results.json:application/json:1M"

  --name TEXT              as people read it
  --summary TEXT           what it does, in a sentence
  --author TEXT            default: as git knows you
  --version X.Y.Z          default 1.0.0
  --class NAME             of its code; default: made of the name
  --input NAME:TYPES:SIZE[:DESCRIPTION]
                           one of its inputs, once for each; TYPES are media types with commas between them, * is any
  --output NAME:TYPE:SIZE[:DESCRIPTION]
                           one of its outputs, once for each; default results.json:application/json:1M
  --max-batch-size N       the most items in one call of your code; default 1
  --dry-run                says what would change, and changes nothing
  --allow-dirty            goes on although there is work that is not committed
  --help                   shows this

Exit code: 0 done, 1 failed, 2 wrong command line.
`;

/**
 * Makes the model that an author describes the project's own.
 *
 * @returns the exit code
 * @throws UsageError when the command line is wrong
 */
export async function init(root: string, argv: readonly string[], terminal: Terminal): Promise<number> {
  const { flags, isDryRun, allowsDirty } = readCommandLine(argv);
  if (!isDryRun && !allowsDirty) throwIfUncommitted(root);
  const before = nameOfTheModel(root);
  const model = await askForModel(root, flags, terminal);
  const changes = effectiveChanges(root, await formatChanges(root, replaceModel(root, model)));
  if (changes.length === 0) {
    terminal.print(`Nothing to change: the project's own model is ${model.name} ${model.version} already.`);
    return 0;
  }
  const verb = isDryRun ? 'would take' : 'takes';
  terminal.print(`${model.name} ${model.version} ${verb} the place of ${before}, the project's own model:`);
  for (const line of describeChanges(root, changes)) terminal.print(`  ${line}`);
  if (isDryRun) return 0;
  if (saysNothing(flags) && !(await agrees(terminal, allowsDirty))) {
    terminal.print('Nothing has been changed.');
    return 1;
  }
  applyChanges(root, changes);
  for (const line of nextSteps(changes, allowsDirty)) terminal.print(line);
  return 0;
}

function readCommandLine(argv: readonly string[]): { flags: InitFlags; isDryRun: boolean; allowsDirty: boolean } {
  const text = { type: 'string' } as const;
  const texts = { type: 'string', multiple: true } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        ...{ name: text, summary: text, author: text, version: text, class: text, 'max-batch-size': text },
        ...{ input: texts, output: texts },
        ...{ 'dry-run': flag, 'allow-dirty': flag },
      },
    });
    const { 'dry-run': isDryRun, 'allow-dirty': allowsDirty, ...flags } = values;
    return { flags, isDryRun, allowsDirty };
  } catch (thrown) {
    throw new UsageError(messageOf(thrown));
  }
}

/** The name and version that `package.json` has. */
function nameOfTheModel(root: string): string {
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
  return `${String(name)} ${String(version)}`;
}

async function agrees({ ask }: Terminal, allowsDirty: boolean): Promise<boolean> {
  if (ask === undefined) return true;
  const question = allowsDirty ? 'Go on?' : 'Go on? Everything can be undone with git.';
  return /^(|y|yes)$/i.test((await ask(`${question} [yes]: `)).trim());
}

function nextSteps(changes: readonly Change[], allowsDirty: boolean): string[] {
  // Where other work was not committed, undoing these changes so would undo that work, too.
  const undo = allowsDirty ? '' : ' To undo them: git checkout . && git clean -fd';
  return [
    `${changes.length} changes.${undo}`,
    'Your code goes into model_lib/src/model.ts, real examples into asset_bundle/<x.y.z>/test_cases/.',
    'Next: npm test && npm start',
  ];
}
