import { AbortEvent } from '../../../src/core/abort-event';
import { ServingError } from '../../../src/core/errors';

const hungUp = new ServingError('cancelled', 'hung up');
const late = new ServingError('deadline-exceeded', 'too late');

describe('AbortEvent', () => {
  test('tells everybody who listens, once, and nobody who left', () => {
    const event = new AbortEvent();
    const heard: string[] = [];
    const hears = (name: string) => () => void heard.push(name);
    const [first, second] = [hears('first'), hears('second')];
    for (const listener of [first, second, hears('third')]) event.on(listener);
    event.off(first);
    event.off(second);
    event.on(hears('fourth'));
    event.fire(hungUp);
    event.fire(late);
    expect(heard.sort()).toEqual(['fourth', 'third']);
  });

  test('keeps the first reason, also in a signal that was asked for later', () => {
    const event = new AbortEvent();
    expect(event.reason).toBeUndefined();
    event.fire(hungUp);
    event.fire(late);
    expect(event.reason).toBe(hungUp);
    expect(event.signal.reason).toBe(hungUp);
  });

  test('fires the one signal that was asked for before', () => {
    const event = new AbortEvent();
    const { signal } = event;
    expect(signal.aborted).toBe(false);
    event.fire(hungUp);
    expect(signal.reason).toBe(hungUp);
    expect(event.signal).toBe(signal);
  });

  test('lets listeners leave while they are told', () => {
    const event = new AbortEvent();
    const heard: string[] = [];
    const second = () => void heard.push('second');
    event.on(() => {
      heard.push('first');
      event.off(second);
    });
    event.on(second);
    event.fire(hungUp);
    expect(heard).toEqual(['first']);
  });
});
