import { ServingError } from '../../../src/core/errors';
import { TurnQueue } from '../../../src/execution/turn-queue';

const [a, b] = ['a', 'b'];
const forever = new AbortController().signal;

test('an idle worker is taken at once', async () => {
  const queue = new TurnQueue<string>();
  queue.offer(a);
  expect(await queue.acquire(forever)).toBe(a);
});

test('waiting calls are served first come, first served', async () => {
  const queue = new TurnQueue<string>();
  const order: string[] = [];
  const calls = ['first', 'second', 'third'].map((name) => queue.acquire(forever).then(() => order.push(name)));
  for (const worker of [a, b, a]) queue.offer(worker);
  await Promise.all(calls);
  expect(order).toEqual(['first', 'second', 'third']);
});

test('a call that is aborted while it waits is refused with the reason, and takes no worker', async () => {
  const queue = new TurnQueue<string>();
  const caller = new AbortController();
  const aborted = queue.acquire(caller.signal);
  const patient = queue.acquire(forever);
  caller.abort(new ServingError('cancelled', 'hung up'));
  await expect(aborted).rejects.toMatchObject({ code: 'cancelled' });
  queue.offer(a);
  expect(await patient).toBe(a);
});

test('a call that was aborted before is refused although a worker is idle', async () => {
  const queue = new TurnQueue<string>();
  queue.offer(a);
  await expect(queue.acquire(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
  expect(await queue.acquire(forever)).toBe(a);
});

test('an abort after the worker was taken changes nothing', async () => {
  const queue = new TurnQueue<string>();
  const caller = new AbortController();
  const acquired = queue.acquire(caller.signal);
  queue.offer(a);
  caller.abort();
  expect(await acquired).toBe(a);
});

test('a withdrawn worker is not given out', async () => {
  const queue = new TurnQueue<string>();
  queue.offer(a);
  queue.offer(b);
  queue.withdraw(b);
  queue.withdraw(b);
  expect(await queue.acquire(forever)).toBe(a);
});

test('closing refuses every call that waits', async () => {
  const queue = new TurnQueue<string>();
  const calls = [queue.acquire(forever), queue.acquire(forever)];
  queue.close(new ServingError('unavailable', 'closing'));
  for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'unavailable' });
});
