import { AGEING_MS, planBatch, type BatchLimits, type WaitingLane } from '../../../src/batching/batch-policy';
import type { Room } from '../../../src/core/executor';

const NOW = 10_000;
const limits = (overrides: Partial<BatchLimits> = {}): BatchLimits => ({
  maxRows: 8,
  maxQueueDelayMs: 0,
  preferredBatchSizes: [],
  ...overrides,
});

/** A lane whose only age is how long it has waited. */
const lane = (rows: number, waitedMs = 0, overrides: Partial<WaitingLane> = {}): WaitingLane => ({
  priority: 'normal',
  rows,
  sinceMs: NOW - waitedMs,
  oldestMs: NOW - waitedMs,
  isMergeable: true,
  ...overrides,
});

const DELAY = { maxQueueDelayMs: 50 };
const PREFERRED = { preferredBatchSizes: [2, 4] };

interface Row {
  readonly name: string;
  readonly lane: WaitingLane;
  readonly room: Room;
  readonly limits?: Partial<BatchLimits>;
  /** Rows to send, or a time to wait for, or nothing. */
  readonly expected: number | { readonly until: number } | undefined;
}

const alone = { isMergeable: false };
const table: Row[] = [
  { name: 'no room', room: 'none', lane: lane(8), expected: undefined },
  { name: 'idle, no delay: what is there', room: 'idle', lane: lane(3), expected: 3 },
  { name: 'idle, no delay, more than a batch', room: 'idle', lane: lane(20), expected: 8 },
  { name: 'ahead, others could join', room: 'ahead', lane: lane(7), expected: undefined },
  { name: 'ahead, full', room: 'ahead', lane: lane(8), expected: 8 },
  { name: 'ahead, the wrapper does not batch', room: 'ahead', limits: { maxRows: 1 }, lane: lane(1), expected: 1 },
  { name: 'ahead, shares with nothing', room: 'ahead', lane: lane(3, 0, alone), expected: 1 },
  { name: 'delay just begun', room: 'idle', limits: DELAY, lane: lane(3, 10), expected: { until: NOW + 40 } },
  { name: 'delay over', room: 'idle', limits: DELAY, lane: lane(3, 50), expected: 3 },
  { name: 'delay over, but ahead', room: 'ahead', limits: DELAY, lane: lane(3, 50), expected: undefined },
  { name: 'delay, full', room: 'idle', limits: DELAY, lane: lane(9, 0), expected: 8 },
  { name: 'delay, shares with nothing', room: 'idle', limits: DELAY, lane: lane(3, 0, alone), expected: 1 },
  {
    name: 'the delay counts from the oldest, not from its last turn',
    room: 'idle',
    limits: DELAY,
    lane: lane(1, 0, { oldestMs: NOW - 60 }),
    expected: 1,
  },
  { name: 'preferred, none fits', room: 'idle', limits: PREFERRED, lane: lane(1), expected: 1 },
  { name: 'preferred, the largest that fits', room: 'idle', limits: PREFERRED, lane: lane(3), expected: 2 },
  { name: 'preferred, more than a batch', room: 'idle', limits: PREFERRED, lane: lane(9), expected: 4 },
  {
    name: 'preferred, reached within the delay',
    room: 'idle',
    limits: { ...DELAY, ...PREFERRED },
    lane: lane(5),
    expected: 4,
  },
  {
    name: 'preferred, not reached within the delay',
    room: 'idle',
    limits: { ...DELAY, ...PREFERRED },
    lane: lane(1),
    expected: { until: NOW + 50 },
  },
  { name: 'preferred, delay over', room: 'idle', limits: { ...DELAY, ...PREFERRED }, lane: lane(3, 50), expected: 3 },
];

test.each(table)('$name', ({ lane: only, room, limits: overrides, expected }) => {
  const plan = planBatch([only], room, NOW, limits(overrides));
  if (expected === undefined) expect(plan).toEqual({ action: 'nothing' });
  else if (typeof expected === 'number') expect(plan).toEqual({ action: 'take', lane: only, rows: expected });
  else expect(plan).toEqual({ action: 'wait', untilMs: expected.until });
});

describe('of several lanes', () => {
  const next = (lanes: readonly WaitingLane[], overrides?: Partial<BatchLimits>, room: Room = 'idle') => {
    const plan = planBatch(lanes, room, NOW, limits(overrides));
    return plan.action === 'take' ? lanes.indexOf(plan.lane) : plan;
  };

  test.each([
    ['the one that has waited longest goes first', [lane(1, 5), lane(1, 9), lane(1, 7)], 1],
    ['a higher class goes before a longer wait', [lane(1, 900), lane(1, 0, { priority: 'high' })], 1],
    ['after a second a lower class counts as the next', [lane(1, 5), lane(1, AGEING_MS, { priority: 'low' })], 1],
    ['but not yet before', [lane(1, 5), lane(1, AGEING_MS - 1, { priority: 'low' })], 0],
    ['none becomes higher than high', [lane(1, 5000, { priority: 'high' }), lane(1, 4000, { priority: 'low' })], 0],
  ])('%s', (_, lanes, expected) => expect(next(lanes)).toBe(expected));

  test('one that may go now goes before a higher one that had better wait', () => {
    expect(next([lane(1, 0, { priority: 'high' }), lane(8, 0, { priority: 'low' })], DELAY)).toBe(1);
    expect(next([lane(1, 0, { priority: 'high' }), lane(8, 0, { priority: 'low' })], {}, 'ahead')).toBe(1);
  });

  test('when all had better wait, the first delay to end counts', () => {
    expect(next([lane(1, 10), lane(1, 30)], DELAY)).toEqual({ action: 'wait', untilMs: NOW + 20 });
  });

  test('without any there is nothing to do', () => expect(next([])).toEqual({ action: 'nothing' }));
});
