import { parseArguments } from '../../../src/clients/cli/parse-arguments';
import { UsageError } from '../../../src/clients/cli/usage-error';

const parse = (line: string, environment: Record<string, string> = {}) => parseArguments(line.split(' '), environment);

describe('parseArguments', () => {
  it('reads inputs and flags', () => {
    const given = parse('--input image=a=b.png --input mask=folder/ --explain --detect-drift --json --batch-size 4');
    expect([...given.inputs]).toEqual([
      ['image', 'a=b.png'],
      ['mask', 'folder/'],
    ]);
    expect(given).toMatchObject({ action: 'run', explain: true, detectDrift: true, json: true, batchSize: 4 });
  });

  it('has the contract and the environment for defaults', () => {
    expect(parse('--input a=b')).toMatchObject({
      host: 'localhost',
      port: 45000,
      timeoutMs: 60_000,
      waitMs: undefined,
    });
    expect(parse('--input a=b', { PSC_MODEL_PORT: '5000' }).port).toBe(5000);
    expect(parse('--input a=b --port 6000', { PSC_MODEL_PORT: '5000' }).port).toBe(6000);
  });

  it('reads which model is meant, and how urgent it is', () => {
    expect(parse('--input a=b')).toMatchObject({ model: undefined, priority: undefined });
    expect(parse('--input a=b --model m').model).toEqual({ name: 'm', version: undefined });
    expect(parse('--status --model m --model-version 1.2.0').model).toEqual({ name: 'm', version: '1.2.0' });
    expect(parse('--input a=b --priority high').priority).toBe('high');
  });

  it('takes --wait with and without a time', () => {
    expect(parse('--wait 2.5 --input a=b').waitMs).toBe(2500);
    expect(parse('--wait --input a=b').waitMs).toBe(60_000);
    expect(parse('--input a=b --wait').waitMs).toBe(60_000);
  });

  it.each([
    ['--explain', 'Nothing to send'],
    ['--input image', 'expected NAME=PATH'],
    ['--input =x', 'expected NAME=PATH'],
    ['--input a=b --input a=c', 'given twice'],
    ['--input a=b --port nine', '--port nine: expected a whole number from 1 to 65535'],
    ['--input a=b --timeout -1', '--timeout'],
    ['--input a=b --batch-size 0', '--batch-size 0: expected a whole number from 1'],
    ['--input a=b --model-version 1', '--model-version 1: expected --model NAME'],
    ['--input a=b --model ä', '--model "ä": expected printable ASCII'],
    ['--input a=b --priority urgent', '--priority urgent: expected'],
    ['--nonsense', '--nonsense'],
    ['stray', 'stray'],
  ])('refuses %s and says why', (line, reason) => {
    expect(() => parse(line)).toThrow(UsageError);
    expect(() => parse(line)).toThrow(reason);
  });
});
