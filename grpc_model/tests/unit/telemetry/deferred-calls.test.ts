import type { CallRecord } from '../../../src/core/call-record';
import { DeferredCalls } from '../../../src/telemetry/deferred-calls';
import { recordOf } from '../../support/requests';

describe('DeferredCalls', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  const heardBy = () => {
    const heard: CallRecord[] = [];
    const calls = new DeferredCalls();
    calls.tell([(record) => heard.push(record)]);
    return { heard, calls };
  };

  it('tells of a lone call within 50 ms', () => {
    const { heard, calls } = heardBy();
    const record = recordOf();
    calls.add(record);
    expect(heard).toEqual([]);
    jest.advanceTimersByTime(50);
    expect(heard).toEqual([record]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('tells of many at once without waiting, in order, and keeps none', () => {
    const { heard, calls } = heardBy();
    const records = Array.from({ length: 300 }, (_, index) => recordOf({ requestId: `call-${index}` }));
    for (const record of records) calls.add(record);
    expect(heard.length).toBeGreaterThanOrEqual(256);
    calls.flush();
    expect(heard).toEqual(records);
    jest.runAllTimers();
    expect(heard).toHaveLength(300);
  });

  it('keeps what ends while there is nobody to be told, within a bound, whoever flushes', () => {
    const calls = new DeferredCalls();
    const records = Array.from({ length: 1000 }, (_, index) => recordOf({ requestId: `call-${index}` }));
    for (const record of records) calls.add(record);
    jest.runAllTimers();
    calls.flush();
    const heard: CallRecord[] = [];
    calls.tell([(record) => heard.push(record)]);
    expect(heard).toEqual(records.slice(0, 512));
  });

  it('tells every listener of every call, the first listener first', () => {
    const told: string[] = [];
    const calls = new DeferredCalls();
    calls.tell([() => told.push('traces'), () => told.push('log')]);
    calls.add(recordOf());
    calls.add(recordOf());
    calls.flush();
    expect(told).toEqual(['traces', 'traces', 'log', 'log']);
  });
});
