import {
  failure,
  InvalidInputError,
  ModelInput,
  ModelWrapper,
  results,
  type InferenceOptions,
  type ModelOutput,
} from '../../../src/contract';

/**
 * A wrapper that does what its input `command` says, so that a test can have every behaviour of an author's code:
 * answer, throw, crash, leave, hang, answer nonsense.
 */
export default class Scripted extends ModelWrapper {
  override async load(): Promise<void> {
    const behaviour = process.env['SCRIPTED_LOAD'] ?? '';
    if (behaviour === 'throw') throw new Error('the weights are not there');
    if (behaviour === 'exit') process.exit(7);
    if (behaviour === 'hang') await new Promise(() => undefined);
  }

  override async handleDiscreteInput(input: ModelInput, options: InferenceOptions): Promise<ModelOutput> {
    return (await perform(input.text('command').trim(), options)) as ModelOutput;
  }

  override async handleDiscreteInputBatch(inputs: readonly ModelInput[], options: InferenceOptions) {
    const commands = inputs.map((input) => input.text('command').trim());
    if (commands.includes('throw-in-batch')) throw new Error('the batch is too hard');
    if (commands.includes('short-batch')) return [];
    if (commands.includes('crash')) process.abort();
    return commands.map((command) =>
      command === 'refuse'
        ? failure('I do not like this item.')
        : results({
            result: { command, batch: commands.length, drift: options.detectDrift, explain: options.explain },
          }),
    );
  }

  override async *handleDiscreteInputStream(input: ModelInput, options: InferenceOptions): AsyncGenerator<ModelOutput> {
    const count = Number(input.text('command'));
    try {
      for (let piece = 0; piece < count; piece++) yield results({ result: piece });
    } finally {
      options.logger.info('The stream ended.', { aborted: options.signal.aborted });
    }
  }
}

async function perform(command: string, options: InferenceOptions): Promise<unknown> {
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
    case 'error-key':
      return { error: 'it went wrong' };
    case 'too-large':
      return { 'results.json': 'x'.repeat(2_000_000) };
    case 'exit':
      return process.exit(Number(argument));
    case 'crash':
      return process.abort();
    case 'spin':
      for (;;);
    case 'spin-for': {
      const end = Date.now() + Number(argument);
      while (Date.now() < end);
      return results({ result: 'spun' });
    }
    case 'wait-for-abort':
      await new Promise((resolve) => options.signal.addEventListener('abort', resolve));
      throw options.signal.reason;
    case 'never':
      return new Promise(() => undefined);
    case 'print':
      console.log(argument);
      return results({ result: 'printed' });
    case 'log':
      options.logger.info('The author says hello.', { size: 3 });
      return results({ result: 'logged' });
    case 'pid':
      return results({ result: process.pid });
    default:
      return results({ result: { command, batch: 1, drift: options.detectDrift, explain: options.explain } });
  }
}
