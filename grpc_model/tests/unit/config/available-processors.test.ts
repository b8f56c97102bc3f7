import { availableProcessors, parseCpuMax } from '../../../src/config/available-processors';

test.each([
  ['max 100000', Infinity],
  ['100000 100000', 1],
  ['150000 100000\n', 1.5],
  ['50000 100000', 0.5],
  ['400000 100000', 4],
  ['', Infinity],
  ['nonsense', Infinity],
  ['100000', Infinity],
  ['100000 0', Infinity],
  ['0 100000', Infinity],
  ['-1 100000', Infinity],
])('the quota %j is %d processors', (content, processors) => expect(parseCpuMax(content)).toBe(processors));

test('there is always at least one processor', () => expect(availableProcessors()).toBeGreaterThanOrEqual(1));
