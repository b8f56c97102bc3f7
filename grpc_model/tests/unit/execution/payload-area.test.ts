import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { PayloadArea, readRegion, writeRegion, type Region } from '../../../src/execution/payload-area';

const CAPACITY = 1000;
const hasMemoryFiles = existsSync('/dev/shm');
if (!hasMemoryFiles) process.stdout.write('SKIPPED: this system keeps no files in memory under /dev/shm.\n');

let area: PayloadArea;
const put = (length: number, fill = 1) => area.write([Buffer.alloc(length, fill)], length);

(hasMemoryFiles ? describe : describe.skip)('PayloadArea', () => {
  beforeEach(() => void (area = PayloadArea.create(CAPACITY)!));
  afterEach(() => area.close());

  test('gives back what several parts hold, one after the other', () => {
    const parts = [randomBytes(100), randomBytes(0), randomBytes(17)];
    const region = area.write(parts, 117);
    expect(area.read(region!)).toEqual(Buffer.concat(parts));
  });

  test('has room up to its last byte and none beyond', () => {
    expect(put(CAPACITY + 1)).toBeUndefined();
    expect(put(CAPACITY)).toEqual({ at: 0, length: CAPACITY });
    expect(put(1)).toBeUndefined();
  });

  test('uses a gap between two regions when it is wide enough, and the end otherwise', () => {
    const [, middle] = [put(100), put(200), put(300)];
    area.free(middle!);
    expect(put(201)).toEqual({ at: 600, length: 201 });
    expect(put(200)).toEqual({ at: 100, length: 200 });
    expect(put(200)).toBeUndefined();
  });

  test('joins neighbours that were freed', () => {
    const regions = [put(400), put(300), put(300)];
    area.free(regions[1]!);
    area.free(regions[0]!);
    expect(put(700)).toEqual({ at: 0, length: 700 });
  });

  test('a region that is freed twice is freed once', () => {
    const first = put(CAPACITY)!;
    area.free(first);
    const second = put(CAPACITY);
    area.free(first);
    expect(second).toEqual({ at: 0, length: CAPACITY });
    expect(put(1)).toBeUndefined();
  });

  test('reads memory that any kind of number may begin in', () => {
    put(3);
    const bytes = area.read(put(64)!);
    expect(bytes.byteOffset % 8).toBe(0);
  });

  test('a region beyond what was ever written is an error that says so', () => {
    expect(() => readRegion(area.descriptor, { at: 0, length: 10 })).toThrow('ends after 0 of 10 bytes');
    writeRegion(area.descriptor, 0, [Buffer.alloc(4)]);
    expect(() => readRegion(area.descriptor, { at: 0, length: 10 })).toThrow('ends after 4 of 10 bytes');
  });

  test('regions never overlap, lie inside, and keep their content, whatever comes and goes', () => {
    const step = fc.record({ free: fc.boolean(), index: fc.nat(20), length: fc.integer({ min: 1, max: 400 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const own = PayloadArea.create(CAPACITY)!;
        const held: { region: Region; bytes: Buffer }[] = [];
        try {
          for (const { free, index, length } of steps) {
            if (free && held.length > 0) {
              const [gone] = held.splice(index % held.length, 1);
              own.free(gone!.region);
            } else {
              const bytes = randomBytes(length);
              const region = own.write([bytes], length);
              if (region !== undefined) held.push({ region, bytes });
            }
            for (const { region, bytes } of held) {
              expect(region.at + region.length).toBeLessThanOrEqual(CAPACITY);
              expect(own.read(region).equals(bytes)).toBe(true);
            }
          }
        } finally {
          own.close();
        }
      }),
      { numRuns: 50 },
    );
  });
});

test('an area of no bytes is none', () => {
  expect(PayloadArea.create(0)).toBeUndefined();
});

(hasMemoryFiles ? test : test.skip)(
  'a write that the system refuses gives nothing, so that another way is taken',
  () => {
    const broken = PayloadArea.create(CAPACITY)!;
    broken.close();
    expect(broken.write([Buffer.alloc(10)], 10)).toBeUndefined();
  },
);
