import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  failure,
  InvalidInputError,
  ModelInput,
  ModelWrapper,
  results,
  type InferenceOptions,
  type ModelOutput,
} from '../../../src/contract';

/** What a model took and never gives back, as a careless author's caches do. */
const kept: Buffer[] = [];

/**
 * A wrapper that does what its input `command` says, so that a test can have every behaviour of an author's code:
 * answer, throw, crash, leave, hang, answer nonsense. What it does while it loads and closes stands in the files
 * `load.txt` and `close.txt` of its bundle, so that a test can change it between one worker and the next.
 */
export default class Scripted extends ModelWrapper {
  #borrowed: Buffer | undefined;

  override async load(): Promise<void> {
    await this.#perform('load', process.env['SCRIPTED_LOAD']);
  }

  override async close(): Promise<void> {
    await this.#perform('close');
    if (this.#borrowed === undefined) return;
    this.#borrowed = undefined;
    collectGarbage();
  }

  override async handleDiscreteInput(input: ModelInput, options: InferenceOptions): Promise<ModelOutput> {
    return (await perform(input, options)) as ModelOutput;
  }

  override async handleDiscreteInputBatch(inputs: readonly ModelInput[], options: InferenceOptions) {
    const commands = inputs.map((input) => input.text('command').trim());
    if (commands.includes('throw') || commands.includes('throw-in-batch')) throw new Error('the batch is too hard');
    if (commands.includes('log-in-batch')) options.logger.info('The author saw a batch.');
    if (commands.includes('short-batch')) return [];
    if (commands.includes('sparse-batch')) return new Array<ModelOutput>(commands.length);
    if (commands.includes('crash')) process.abort();
    if (commands.includes('never')) await new Promise(() => undefined);
    return commands.map((command) => {
      if (command === 'refuse') return failure('I do not like this item.');
      if (command === 'parameters') return parametersOf(options, commands.length);
      return reportOf(command, commands.length, options);
    });
  }

  override async *handleDiscreteInputStream(input: ModelInput, options: InferenceOptions): AsyncGenerator<ModelOutput> {
    const [verb, argument] = input.text('command').split(' ');
    try {
      for (let piece = 0; piece < Number(argument); piece++) {
        options.logger.info('The model made a piece.', { piece });
        yield results({ result: piece });
      }
      if (verb === 'parameters') yield parametersOf(options);
      if (verb === 'then-throw') throw new Error('the model lost its thread');
      if (verb === 'then-crash') process.abort();
      if (verb === 'then-hang') await new Promise(() => undefined);
      if (verb === 'then-wait-for-abort') await abortOf(options.signal);
    } finally {
      options.logger.info('The stream ended.', { aborted: options.signal.aborted });
    }
  }

  async #perform(phase: 'load' | 'close', fallback = ''): Promise<void> {
    const path = join(this.bundle.folder, `${phase}.txt`);
    const [verb, ...words] = (existsSync(path) ? readFileSync(path, 'utf8') : fallback).split(' ');
    if (verb === 'throw') throw new Error(words.join(' ') || 'the weights are not there');
    if (verb === 'throw-half-a-character') throw new Error('broken \ud83d text');
    if (verb === 'exit') process.exit(7);
    if (verb === 'hang') await new Promise(() => undefined);
    if (verb === 'exchange') writeFileSync(join(this.bundle.folder, words[0]!), 'other weights');
    if (verb === 'keep') kept.push(Buffer.alloc(Number(words[0]) * 2 ** 20, 1));
    if (verb === 'keep-and-throw') {
      kept.push(Buffer.alloc(Number(words[0]) * 2 ** 20, 1));
      throw new Error('the rest of the weights is not there');
    }
    if (verb === 'borrow') this.#borrowed = Buffer.alloc(Number(words[0]) * 2 ** 20, 1);
    if (verb === 'until-told') while (readFileSync(path, 'utf8') === 'until-told') await nextMoment();
  }
}

function reportOf(command: string, batch: number, { detectDrift, explain }: InferenceOptions): ModelOutput {
  return results({ result: { command, batch, drift: detectDrift, explain, pid: process.pid } });
}

/** Each with its type, because JSON has no bigint. */
function parametersOf({ parameters }: InferenceOptions, batch = 1): ModelOutput {
  const seen = Object.entries(parameters).map(([name, value]) => `${name}: ${typeof value} ${value}`);
  return results({ result: { batch, seen } });
}

/** Has the memory that nobody holds any longer given back now. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 2; round++) collect();
}

function abortOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
}

function nextMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

async function perform(input: ModelInput, options: InferenceOptions): Promise<unknown> {
  const command = input.text('command').trim();
  const [verb, argument] = command.split(' ');
  switch (verb) {
    case 'throw':
      throw new Error('the model is confused');
    case 'throw-silently':
      throw new Error();
    case 'refuse':
      throw new InvalidInputError('I do not like this item.');
    case 'nothing':
      return undefined;
    case 'empty':
      return {};
    case 'number':
      return { 'results.json': 7 };
    case 'text':
      return { 'results.json': 'grüße' };
    case 'bare-object':
      return { 'results.json': Object.create(null) as unknown };
    case 'error-key':
      return { error: 'it went wrong' };
    case 'too-large':
      return { 'results.json': 'x'.repeat(2_000_000) };
    case 'echo':
      return { 'results.json': input.bytes('data') };
    case 'answer':
      return { 'results.json': Buffer.alloc(Number(argument), 7) };
    case 'digest':
      return results({ result: createHash('sha256').update(input.bytes('data')).digest('hex') });
    case 'keep':
      kept.push(Buffer.alloc(Number(argument) * 2 ** 20, 1));
      return results({ result: 'kept' });
    case 'exit':
      return process.exit(Number(argument));
    case 'crash':
      return process.abort();
    case 'reject-later':
      setImmediate(() => void Promise.reject(new Error('nobody caught this')));
      return new Promise(() => undefined);
    case 'spin':
      for (;;);
    case 'spin-for': {
      const end = Date.now() + Number(argument);
      while (Date.now() < end);
      return results({ result: 'spun' });
    }
    case 'announce-and-spin-for': {
      options.logger.info('The model spins.');
      // One turn, so that the line is on its way before the loop blocks.
      await new Promise((resolve) => setImmediate(resolve));
      const end = Date.now() + Number(argument);
      while (Date.now() < end);
      return results({ result: 'spun' });
    }
    case 'wait-for-abort':
      options.logger.info('The model waits.');
      await abortOf(options.signal);
      options.logger.info('The model was told to stop.');
      throw options.signal.reason;
    case 'wait-for-file':
      options.logger.info('The model waits.');
      while (!existsSync(argument!)) await nextMoment();
      return results({ result: 'the file is there' });
    case 'never':
      options.logger.info('The model waits.');
      return new Promise(() => undefined);
    case 'print':
      console.log(argument);
      return results({ result: 'printed' });
    case 'log':
      options.logger.info(argument ?? 'The author says hello.', { size: 3 });
      return results({ result: 'logged' });
    case 'log-big-number':
      options.logger.info('The author counts.', { count: 3n });
      return results({ result: 'logged' });
    case 'log-forged':
      options.logger.info('The author forges.', { requestId: 'forged', worker: 0, model: 'other' });
      return results({ result: 'logged' });
    case 'parameters':
      return parametersOf(options);
    case 'pid':
      return results({ result: process.pid });
    default:
      return reportOf(command, 1, options);
  }
}
