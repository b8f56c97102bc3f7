import { gitIdentity } from '../git-identity';
import type { NewInput, NewModel, NewOutput, NewPart } from '../new-model';
import { Questions, type Question } from '../questions';
import {
  classNameOf,
  PART_FORM,
  readBatchSize,
  readClassName,
  readInput,
  readLine,
  readOutput,
  readVersion,
} from '../read-answers';
import type { Terminal } from '../run-verb';
import { UsageError } from '../usage-error';
import { placeholderFiles, placeholderSource } from './placeholder';

/** What stands in the command line; what does not is asked for, or has a value that holds otherwise. */
export interface InitFlags {
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly author?: string | undefined;
  readonly class?: string | undefined;
  readonly summary?: string | undefined;
  readonly input?: readonly string[] | undefined;
  readonly output?: readonly string[] | undefined;
  readonly 'max-batch-size'?: string | undefined;
}

/** What init needs to know, and nothing of it in the command line. */
export function saysNothing(flags: InitFlags): boolean {
  return Object.values(flags).every((each) => each === undefined);
}

/**
 * The model that an author describes, with a placeholder for its code.
 *
 * @throws UsageError with everything that is missing or wrong
 */
export async function askForModel(root: string, flags: InitFlags, terminal: Terminal): Promise<NewModel> {
  const asksAll = saysNothing(flags);
  const questions = new Questions(terminal, asksAll);
  const line = { fallback: undefined, read: readLine };
  const name = await questions.answer({ ...line, flag: '--name', text: 'Name of the model, for people' }, flags.name);
  const summary = await questions.answer(
    { ...line, flag: '--summary', text: 'What it does, in a sentence' },
    flags.summary,
  );
  const version = await questions.answer(
    { flag: '--version', text: 'Version', fallback: '1.0.0', read: readVersion },
    flags.version,
  );
  const author = await questions.answer(
    { ...line, flag: '--author', text: 'Author', fallback: gitIdentity(root) },
    flags.author,
  );
  const className = await questions.answer(
    { flag: '--class', text: 'Class of its code', fallback: classNameOf(name ?? ''), read: readClassName },
    flags.class,
  );
  const mayAskOn = asksAll && terminal.ask !== undefined;
  const inputs = await askForParts(questions, INPUTS, flags.input, mayAskOn);
  const outputs = await askForParts(questions, OUTPUTS, flags.output, mayAskOn);
  const maxBatchSize = await questions.answer(
    { flag: '--max-batch-size', text: 'Most items in one call of your code', fallback: '1', read: readBatchSize },
    flags['max-batch-size'],
  );
  questions.throwIfAnyIsMissing();
  throwIfTwice([...inputs, ...outputs].map((part) => part.name));
  // Nothing is missing here.
  const facts = { className: className!, version: version!, summary: summary!, inputs, outputs };
  return {
    name: name!,
    author: author!,
    maxBatchSize: maxBatchSize!,
    ...facts,
    wrapperSource: placeholderSource(facts),
    files: placeholderFiles(facts),
    packages: [],
  };
}

interface PartKind<Part extends NewPart> extends Pick<Question<Part>, 'flag' | 'fallback' | 'read'> {
  readonly first: string;
  readonly further: string;
}

const INPUTS: PartKind<NewInput> = {
  flag: '--input',
  first: `Its input, as ${PART_FORM}`,
  further: 'A further input, or nothing',
  fallback: undefined,
  read: readInput,
};
const OUTPUTS: PartKind<NewOutput> = {
  flag: '--output',
  first: 'Its output, in the same form',
  further: 'A further output, or nothing',
  fallback: 'results.json:application/json:1M',
  read: readOutput,
};

async function askForParts<Part extends NewPart>(
  questions: Questions,
  { flag, fallback, read, first, further }: PartKind<Part>,
  given: readonly string[] = [],
  mayAskOn: boolean,
): Promise<Part[]> {
  const parts = [await questions.answer({ flag, fallback, read, text: first }, given[0])];
  for (const each of given.slice(1)) parts.push(await questions.answer({ flag, fallback, read, text: first }, each));
  const question = {
    flag,
    text: further,
    fallback: '',
    read: (answer: string) => (answer === '' ? undefined : read(answer)),
  };
  for (let more = mayAskOn; more;) {
    const part = await questions.answer(question, undefined);
    parts.push(part);
    more = part !== undefined;
  }
  return parts.filter((part): part is Awaited<Part> => part !== undefined);
}

function throwIfTwice(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new UsageError(
    `The name "${twice}" stands for two inputs or outputs; expected one name for each, because a test case has a file of each.`,
  );
}
