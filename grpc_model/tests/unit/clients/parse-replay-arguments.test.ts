import { parseReplayArguments } from '../../../src/clients/cli/parse-replay-arguments';
import { UsageError } from '../../../src/clients/cli/usage-error';

const parse = (line: string, environment: Record<string, string> = {}) =>
  parseReplayArguments(line === '' ? [] : line.split(' '), environment);

describe('parseReplayArguments', () => {
  it("replays the server's own model of this machine unless told otherwise", () => {
    const connection = { host: 'localhost', port: 45000, tls: undefined, token: undefined };
    expect(parse('')).toEqual({ action: 'replay', model: undefined, casesFolder: undefined, ...connection });
    expect(parse('', { PSC_MODEL_PORT: '5000' }).port).toBe(5000);
    expect(parse('--cases more --host h --port 6000')).toMatchObject({ casesFolder: 'more', host: 'h', port: 6000 });
  });

  it('reads which model is meant', () => {
    expect(parse('--model m').model).toEqual({ name: 'm', version: undefined });
    expect(parse('--model m --model-version 1.2.0').model).toEqual({ name: 'm', version: '1.2.0' });
  });

  it.each([
    ['--model-version 1', '--model-version 1: expected --model NAME'],
    ['--port nine', '--port nine: expected a whole number from 1 to 65535'],
    ['--nonsense', '--nonsense'],
    ['stray', 'stray'],
  ])('refuses %s and says why', (line, reason) => {
    expect(() => parse(line)).toThrow(UsageError);
    expect(() => parse(line)).toThrow(reason);
  });
});
