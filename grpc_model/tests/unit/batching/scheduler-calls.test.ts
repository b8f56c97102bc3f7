import type { ParameterValue } from '../../../src/contract';
import { toCallParameters } from '../../../src/core/call-parameters';
import { ServingError } from '../../../src/core/errors';
import { callOf, NO_OPTIONS, requestOf } from '../../support/requests';
import { echo, gaveUp, settle, setUp, turn } from '../../support/scheduler';

describe('several calls', () => {
  test('what comes while the worker is busy shares the next batch, and everybody gets its own answer', async () => {
    const { executor, send, seen, finish } = setUp();
    const answers = [send('a'), send('b'), send('c', 'd')];
    finish(executor.works[0]);
    await settle();
    expect(seen()).toEqual([['a'], ['b', 'c', 'd']]);
    finish(executor.works[1]);
    expect(await Promise.all(answers)).toEqual([['a'], ['b'], ['c', 'd']]);
  });

  test('what comes in two turns while something runs gathers before an idle worker gets it', async () => {
    const { executor, send, seen } = setUp();
    executor.workers = 2;
    void send('running');
    void send('a');
    void send('b');
    expect(seen()).toEqual([['running']]);
    await turn();
    void send('c');
    expect(seen()).toEqual([['running']]);
    await turn();
    expect(seen()).toEqual([['running'], ['a', 'b', 'c']]);
  });

  test('behind short work only a full batch goes ahead', async () => {
    const { executor, send, seen } = setUp({ maxBatchSize: 2 });
    executor.roomWhenBusy = 'ahead';
    void send('running');
    void send('a');
    await settle();
    expect(seen()).toEqual([['running']]);
    void send('b');
    void send('c');
    await settle();
    expect(seen()).toEqual([['running'], ['a', 'b']]);
  });

  test('calls with other options share no batch', async () => {
    const { executor, scheduler, send, seen, finish } = setUp();
    void send('running');
    const explained = { ...requestOf('a'), options: { explain: true, detectDrift: false } };
    void scheduler.infer(explained, callOf());
    void send('b');
    for (let count = 0; count < 3; count++) {
      finish(executor.works[count]);
      await settle();
    }
    expect(seen()).toEqual([['running'], ['a'], ['b']]);
    expect(executor.works[1]!.request.options).toEqual(explained.options);
  });

  test('calls with other parameters share no batch, and those with equal ones do, in whatever order they name them', async () => {
    const { executor, scheduler, send, seen, finish } = setUp({ maxBatchSize: 8 });
    void send('running');
    const sendWith = (command: string, ...parameters: [string, ParameterValue][]) => {
      const options = { ...NO_OPTIONS, parameters: toCallParameters(parameters) };
      void scheduler.infer({ ...requestOf(command), options }, callOf());
    };
    sendWith('a', ['top', 1], ['stop', 'x']);
    sendWith('b', ['top', 2], ['stop', 'x']);
    sendWith('c', ['stop', 'x'], ['top', 1]);
    sendWith('none', ...[]);
    void send('neither');
    for (let count = 0; count < 4; count++) {
      finish(executor.works[count]);
      await settle();
    }
    expect(seen()).toEqual([['running'], ['a', 'c'], ['b'], ['none', 'neither']]);
    expect(executor.works[2]!.request.options.parameters).toEqual({ top: 2, stop: 'x' });
  });

  test('a long request leaves room for its neighbours', async () => {
    const { executor, send, seen, finish } = setUp({ maxBatchSize: 2 });
    const long = send('a', 'b', 'c', 'd', 'e', 'f');
    const short = send('x');
    for (let count = 0; count < 4; count++) {
      finish(executor.works[count]);
      await settle();
    }
    expect(seen()).toEqual([['a', 'b'], ['c', 'd'], ['x', 'e'], ['f']]);
    expect(await short).toEqual(['x']);
    expect(await long).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  test('a batch of several callers that threw runs again one by one, between what else waits', async () => {
    const { executor, send, seen, finish } = setUp();
    const running = send('running');
    const [a, b] = [send('a'), send('b')];
    finish(executor.works[0]);
    await running;
    await settle();
    const late = [send('late')];
    executor.works[1]!.fail(new ServingError('model-failed', 'too hard'));
    await settle();
    finish(executor.works[2]);
    await settle();
    executor.works[3]!.fail(new ServingError('model-failed', 'still too hard'));
    await settle();
    finish(executor.works[4]);
    expect(await Promise.all([a, b, ...late])).toHaveLength(3);
    expect(seen().slice(0, 2)).toEqual([['running'], ['a', 'b']]);
    expect(
      seen()
        .slice(2)
        .map((batch) => batch.length),
    ).toEqual([1, 1, 1]);
  });

  test('a batch whose worker died fails every call in it, and none runs again', async () => {
    const { executor, send, seen, finish } = setUp();
    void send('running');
    const answers = [send('a'), send('b')];
    finish(executor.works[0]);
    await settle();
    executor.works[1]!.fail(new ServingError('unavailable', 'died'));
    expect(await Promise.all(answers)).toEqual([['unavailable'], ['unavailable']]);
    expect(seen()).toHaveLength(2);
  });

  test('a higher priority goes first', async () => {
    const { executor, scheduler, send, seen, finish } = setUp();
    void send('running');
    void scheduler.infer({ ...requestOf('low'), priority: 'low' }, callOf());
    void send('normal');
    void scheduler.infer({ ...requestOf('high'), priority: 'high' }, callOf());
    for (let count = 0; count < 4; count++) {
      finish(executor.works[count]);
      await settle();
    }
    expect(seen()).toEqual([['running'], ['high'], ['normal'], ['low']]);
  });

  test('a delay lets others join; a full batch does not wait for its end', async () => {
    const { send, seen } = setUp({ maxQueueDelayMs: 60_000, maxBatchSize: 2 });
    void send('a');
    await settle();
    expect(seen()).toEqual([]);
    void send('b');
    await settle();
    expect(seen()).toEqual([['a', 'b']]);
  });

  test('when the delay is over, what is there goes', async () => {
    const { send } = setUp({ maxQueueDelayMs: 5 }, echo);
    expect(await send('a')).toEqual(['a']);
  });
});

describe('callers that give up', () => {
  test('while queued: answered at once, and never seen by a worker', async () => {
    const { executor, send, sendAs, seen, finish } = setUp();
    void send('running');
    const caller = new AbortController();
    const given = sendAs(caller, 'a');
    void send('b');
    caller.abort(gaveUp);
    expect(await given).toBe('cancelled');
    finish(executor.works[0]);
    await settle();
    expect(seen()).toEqual([['running'], ['b']]);
  });

  test('while running: answered at once, and the batch goes on for the others', async () => {
    const { executor, send, sendAs, finish } = setUp();
    void send('running');
    const caller = new AbortController();
    const given = sendAs(caller, 'a');
    const kept = send('b');
    finish(executor.works[0]);
    await settle();
    caller.abort(gaveUp);
    expect(await given).toBe('cancelled');
    expect(executor.works[1]!.call.abortedBecause).toBeUndefined();
    finish(executor.works[1]);
    expect(await kept).toEqual(['b']);
  });

  test('when all callers of a batch gave up, its own call is aborted', async () => {
    const { executor, send, sendAs, finish } = setUp();
    void send('running');
    const caller = new AbortController();
    const given = [sendAs(caller, 'a'), sendAs(caller, 'b')];
    finish(executor.works[0]);
    await settle();
    const { call } = executor.works[1]!;
    const { signal } = call;
    expect(call.logFields).toEqual({ requestIds: ['call-1', 'call-1'] });
    caller.abort(gaveUp);
    expect(await Promise.all(given)).toEqual(['cancelled', 'cancelled']);
    expect(call.abortedBecause).toBe(gaveUp);
    expect(signal.reason).toBe(gaveUp);
  });

  test('a request of many items begins no further batch', async () => {
    const { sendAs, seen } = setUp({ maxBatchSize: 1 });
    const caller = new AbortController();
    const given = sendAs(caller, 'a', 'b', 'c');
    caller.abort(gaveUp);
    expect(await given).toBe('cancelled');
    await settle();
    expect(seen()).toEqual([['a']]);
  });

  test('one that had given up before it came is not let in', async () => {
    const { send, sendAs, seen } = setUp();
    void send('running');
    const caller = new AbortController();
    caller.abort(gaveUp);
    expect(await sendAs(caller, 'a', 'b')).toBe('cancelled');
    expect(seen()).toEqual([['running']]);
  });
});
