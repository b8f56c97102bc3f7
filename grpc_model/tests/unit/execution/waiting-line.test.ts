import { ServingError } from '../../../src/core/errors';
import { WaitingLine } from '../../../src/execution/waiting-line';
import { callOf } from '../../support/requests';

function lineOf(...names: string[]) {
  const line = new WaitingLine<number>();
  const events: string[] = [];
  const callers = names.map((name) => {
    const caller = new AbortController();
    line.wait(
      callOf({ signal: caller.signal }),
      (resource) => events.push(`${name} took ${resource}`),
      ({ code }) => events.push(`${name} was refused: ${code}`),
    );
    return caller;
  });
  return { line, events, callers };
}

const hungUp = new ServingError('cancelled', 'hung up');

describe('WaitingLine', () => {
  test('serves first whoever came first, and each one once', () => {
    const { line, events } = lineOf('a', 'b');
    line.give(1);
    line.give(2);
    expect(events).toEqual(['a took 1', 'b took 2']);
    expect(line.isEmpty).toBe(true);
  });

  test('lets a call that ends leave at once, from wherever it stands', () => {
    const { line, events, callers } = lineOf('a', 'b', 'c');
    callers[1]!.abort(hungUp);
    expect(events).toEqual(['b was refused: cancelled']);
    line.give(1);
    line.give(2);
    expect(events.slice(1)).toEqual(['a took 1', 'c took 2']);
  });

  test('says nothing more to a call that was served and then ends', () => {
    const { line, events, callers } = lineOf('a');
    line.give(1);
    callers[0]!.abort(hungUp);
    line.refuseAll(hungUp);
    expect(events).toEqual(['a took 1']);
  });

  test('refuses everybody with the given reason, and is open again', () => {
    const { line, events } = lineOf('a', 'b');
    line.refuseAll(new ServingError('unavailable', 'closed'));
    expect(events).toEqual(['a was refused: unavailable', 'b was refused: unavailable']);
    expect(line.isEmpty).toBe(true);
    line.wait(
      callOf(),
      (resource) => events.push(`late took ${resource}`),
      () => undefined,
    );
    line.give(7);
    expect(events.at(-1)).toBe('late took 7');
  });

  test('whoever comes while somebody is served stands at the end', () => {
    const { line, events } = lineOf();
    const ignore = () => undefined;
    const note = (name: string) => (resource: number) => void events.push(`${name} took ${resource}`);
    line.wait(
      callOf(),
      (resource) => {
        note('a')(resource);
        line.wait(callOf(), note('c'), ignore);
      },
      ignore,
    );
    line.wait(callOf(), note('b'), ignore);
    for (const resource of [1, 2, 3]) line.give(resource);
    expect(events).toEqual(['a took 1', 'b took 2', 'c took 3']);
  });
});
