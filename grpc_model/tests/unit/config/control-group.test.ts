import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { availableMemoryBytes, availableProcessors } from '../../../src/config/available-resources';
import { readCpuQuota, readMemoryLimit } from '../../../src/config/control-group';

let folder: string;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'control-group-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), `${content}\n`);
  }
}

test.each([
  ['100000 100000', 1],
  ['150000 100000', 1.5],
  ['max 100000', Infinity],
  ['', Infinity],
])('version 2: cpu.max "%s" is a quota of %d processors', (content, processors) => {
  write({ 'cpu.max': content });
  expect(readCpuQuota(folder)).toBe(processors);
});

test.each([
  ['50000', '100000', 0.5],
  ['-1', '100000', Infinity],
])('version 1: a quota of %s µs in %s µs is %d processors', (quota, period, processors) => {
  write({ 'cpu/cpu.cfs_quota_us': quota, 'cpu/cpu.cfs_period_us': period });
  expect(readCpuQuota(folder)).toBe(processors);
});

test('the memory limit is read in both versions', () => {
  write({ 'memory/memory.limit_in_bytes': '1000' });
  expect(readMemoryLimit(folder)).toBe(1000);
  write({ 'memory.max': 'max' });
  expect(readMemoryLimit(folder)).toBe(Infinity);
  write({ 'memory.max': '2000' });
  expect(readMemoryLimit(folder)).toBe(2000);
});

test('without control groups there is no limit', () => {
  expect([readCpuQuota(folder), readMemoryLimit(folder)]).toEqual([Infinity, Infinity]);
});

test('there is at least one processor, and some memory', () => {
  expect(availableProcessors()).toBeGreaterThanOrEqual(1);
  expect(availableMemoryBytes()).toBeGreaterThan(0);
});
