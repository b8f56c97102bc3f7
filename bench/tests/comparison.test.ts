import { compared, interleave, pick } from '../support/comparison';

describe('interleave', () => {
  it('runs both sides in every round, each first every other time', async () => {
    const order: string[] = [];
    const side = (name: string) => async () => order.push(name);
    await interleave(3, { subject: side('subject'), baseline: side('baseline') });
    expect(order).toEqual(['subject', 'baseline', 'baseline', 'subject', 'subject', 'baseline']);
  });

  it('finds the figures of each side in the order of the rounds', async () => {
    const counter = (first: number) => {
      let next = first;
      return async () => next++;
    };
    const found = await interleave(3, { subject: counter(1), baseline: counter(10) });
    expect(found).toEqual({ subject: [1, 2, 3], baseline: [10, 11, 12] });
  });

  it('does not begin one side before the other one has ended', async () => {
    let running = 0;
    const alone = async () => {
      const others = running++;
      await new Promise(setImmediate);
      running--;
      return others;
    };
    expect(await interleave(2, { subject: alone, baseline: alone })).toEqual({ subject: [0, 0], baseline: [0, 0] });
  });

  it('fails as a side fails', async () => {
    const failing = () => Promise.reject(new Error('no answer'));
    await expect(interleave(1, { subject: failing, baseline: failing })).rejects.toThrow('no answer');
  });
});

describe('compared', () => {
  it('tells the medians of both sides, and those of the rounds', () => {
    // The machine slows down by half in the last round; the ratio does not see it.
    const figures = { subject: [300, 310, 600], baseline: [200, 200, 400] };
    expect(compared('a call', 'µs', figures)).toEqual({
      what: 'a call',
      unit: 'µs',
      value: 310,
      baseline: 200,
      ratio: 1.5,
      difference: 110,
      runs: [300, 310, 600],
    });
  });
});

describe('pick', () => {
  it('takes one figure of many from each round of both sides', () => {
    const subject = [
      { p50Us: 1, p99Us: 2 },
      { p50Us: 3, p99Us: 4 },
    ];
    expect(pick('p99Us', { subject, baseline: [{ p99Us: 5 }] })).toEqual({ subject: [2, 4], baseline: [5] });
  });
});
