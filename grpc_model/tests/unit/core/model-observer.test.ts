import { ModelObservers, NOBODY } from '../../../src/core/model-observer';

describe('ModelObservers', () => {
  it('tell whoever listens later of what has happened before', () => {
    const observers = new ModelObservers();
    const early = observers.of('m', '1');
    early.loadFailed();
    early.workerStarted();
    const heard: string[] = [];
    observers.tell((model, version) => ({
      ...NOBODY,
      loadFailed: () => heard.push(`${model} ${version} failed`),
      workerStarted: () => heard.push(`${model} ${version} started`),
      workerDied: () => heard.push(`${model} ${version} died`),
    }));
    early.workerDied();
    observers.of('n', '2').loadFailed();
    expect(heard).toEqual(['m 1 failed', 'm 1 started', 'm 1 died', 'n 2 failed']);
  });

  it('tell everybody who listens', () => {
    const observers = new ModelObservers();
    observers.of('m', '1').loadFailed();
    const heard: string[] = [];
    const listener = (name: string) => () => ({ ...NOBODY, loadFailed: () => heard.push(name) });
    observers.tell(listener('metrics'), listener('statistics'));
    expect(heard).toEqual(['metrics', 'statistics']);
    observers.of('m', '1').loadFailed();
    expect(heard).toEqual(['metrics', 'statistics', 'metrics', 'statistics']);
  });

  it('keep no more than a bound while nobody listens', () => {
    const observers = new ModelObservers();
    const early = observers.of('m', '1');
    for (let count = 0; count < 10_000; count++) early.workerStarted();
    let heard = 0;
    observers.tell(() => ({ ...NOBODY, workerStarted: () => heard++ }));
    expect(heard).toBe(4096);
  });
});
