import { readFileSync, truncateSync } from 'node:fs';
import { ServingError } from '../../../../../src/core/errors';
import type { ParameterValue, Parameters } from '../../../../../src/protocols/open-inference/infer-message';
import type { SharedMemoryOptions } from '../../../../../src/protocols/open-inference/shared-memory/open-shared-memory';
import { rejectionOf, SharedMemoryFixture } from '../../../../support/shared-memory';

let fixture: SharedMemoryFixture;
beforeEach(() => (fixture = new SharedMemoryFixture()));
afterEach(() => fixture.close());

const asking = (name: ParameterValue, byteSize: ParameterValue = 4n, offset: ParameterValue = 0n): Parameters =>
  new Map([
    ['shared_memory_region', name],
    ['shared_memory_byte_size', byteSize],
    ['shared_memory_offset', offset],
  ]);

/** Whatever its size. */
const read = (parameters: Parameters) => fixture.memory.read('x', parameters, () => undefined);

describe('an input in a region', () => {
  it('is read from where its parameters say, as the file is now, into memory of its own', async () => {
    const path = fixture.put();
    fixture.register({ offset: 1, byteSize: 6 });
    const bytes = await read(asking('r', 4n, 2n));
    expect(bytes?.byteOffset).toBe(0);
    expect(Buffer.from(bytes!).toString()).toBe('defg');
    fixture.put('ABCDEFGH');
    expect(Buffer.from(bytes!).toString()).toBe('defg');
    expect(Buffer.from((await read(asking('r', 6n)))!).toString()).toBe('BCDEFG');
    expect(readFileSync(path, 'utf8')).toBe('ABCDEFGH');
  });

  it('begins at the region where no offset is given', async () => {
    fixture.put();
    fixture.register();
    const parameters: Parameters = new Map<string, ParameterValue>([
      ['shared_memory_region', 'r'],
      ['shared_memory_byte_size', 3n],
    ]);
    expect(Buffer.from((await read(parameters))!).toString()).toBe('abc');
  });

  it('may be empty, at the very end', async () => {
    fixture.put();
    fixture.register();
    expect(await read(asking('r', 0n, 8n))).toHaveLength(0);
  });

  it('is none where the parameters do not speak of one', async () => {
    expect(await read(new Map<string, ParameterValue>([['binary_data_size', 4n]]))).toBeUndefined();
  });

  it.each<[string, Parameters, string]>([
    ['names no region that there is', asking('other'), "not-found: Unable to find shared memory region: 'other'"],
    ['begins beyond the region', asking('r', 0n, 7n), "invalid-argument: Invalid offset for shared memory region: 'r'"],
    [
      'ends beyond the region',
      asking('r', 4n, 3n),
      "invalid-argument: Invalid offset + byte size for shared memory region: 'r'",
    ],
    [
      'has a size that no number holds',
      asking('r', 2n ** 64n - 1n),
      "invalid-argument: Invalid offset + byte size for shared memory region: 'r'",
    ],
    [
      'has a negative offset',
      asking('r', 4n, -1n),
      "invalid-argument: invalid value for 'shared_memory_offset', expected value >= 0.",
    ],
    [
      'has no text for a name',
      asking(7n),
      "invalid-argument: invalid value type for 'shared_memory_region' parameter, expected string_param.",
    ],
    [
      'has no whole number for a size',
      asking('r', '4'),
      "invalid-argument: invalid value type for 'shared_memory_byte_size' parameter, expected int64_param.",
    ],
    [
      'has no whole number for an offset',
      asking('r', 4n, 0.5),
      "invalid-argument: invalid value type for 'shared_memory_offset' parameter, expected int64_param.",
    ],
    [
      'has no size',
      new Map([['shared_memory_region', 'r']]),
      "invalid-argument: The parameter 'shared_memory_byte_size' is missing",
    ],
    [
      'has a size alone',
      new Map([['shared_memory_byte_size', 4n]]),
      "invalid-argument: The parameter 'shared_memory_region' is missing",
    ],
  ])('is refused when it %s', async (_, parameters, message) => {
    fixture.put();
    fixture.register({ byteSize: 6 });
    expect(await rejectionOf(() => read(parameters))).toContain(message);
  });

  it('of a file that was cut off since is refused, and the next one is read', async () => {
    const path = fixture.put();
    fixture.register();
    truncateSync(path, 5);
    expect(await rejectionOf(() => read(asking('r', 4n, 2n)))).toBe(
      "failed-precondition: The file of the shared memory region 'r' is shorter than it was when the region was registered; " +
        'unregister it, and register it again.',
    );
    expect(Buffer.from((await read(asking('r', 3n, 2n)))!).toString()).toBe('cde');
  });
});

describe('an input of many megabytes', () => {
  const content = Buffer.alloc(3_000_001, 'pattern');
  const whole = asking('r', BigInt(content.length));

  beforeEach(() => {
    fixture.put(content);
    fixture.open({ maxBytes: 4e6 });
    fixture.register({ byteSize: content.length });
  });

  it('lets others go on while it is read', async () => {
    let hasTurned = false;
    setImmediate(() => (hasTurned = true));
    await read(whole);
    expect(hasTurned).toBe(true);
  });

  it('is read to its end when the region is unregistered meanwhile, whose file is closed then', async () => {
    const reading = read(whole);
    fixture.memory.unregister('r');
    expect(fixture.held()).toHaveLength(1);
    expect(content.equals((await reading)!)).toBe(true);
    expect(fixture.held()).toEqual([]);
  });

  it('is not read when its size is refused', async () => {
    const refuse = (byteSize: number) => {
      throw new ServingError('invalid-argument', `${byteSize}`);
    };
    const place = fixture.put(Buffer.alloc(0));
    expect(readFileSync(place)).toHaveLength(0);
    // Whoever read it would find that the file is shorter now.
    expect(await rejectionOf(() => fixture.memory.read('x', whole, refuse))).toBe('invalid-argument: 3000001');
  });
});

describe('an output in a region', () => {
  it('is written where its parameters say, and nowhere else', async () => {
    const path = fixture.put();
    fixture.register({ offset: 1, byteSize: 6 });
    expect(await fixture.memory.write('y', asking('r', 4n, 2n), Buffer.from('XYZ'))).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe('abcXYZgh');
  });

  it('is not written where the parameters do not speak of one', async () => {
    expect(await fixture.memory.write('y', new Map(), Buffer.from('XYZ'))).toBe(false);
  });

  it('that is larger than its place is refused with the sizes, and nothing is written', async () => {
    const path = fixture.put();
    fixture.register();
    expect(await rejectionOf(() => fixture.memory.write('y', asking('r', 2n), Buffer.from('XYZ')))).toBe(
      "invalid-argument: shared memory size specified with the request for output 'y' (2 bytes) should be at least 3 bytes to hold the results",
    );
    expect(readFileSync(path, 'utf8')).toBe('abcdefgh');
  });

  it('of a file that was cut off since is refused, and the file does not grow', async () => {
    const path = fixture.put();
    fixture.register();
    truncateSync(path, 5);
    const refusal = await rejectionOf(() => fixture.memory.write('y', asking('r', 4n, 4n), Buffer.from('XYZ')));
    expect(refusal).toMatch(/^failed-precondition: The file of the shared memory region 'r' is shorter/);
    expect(readFileSync(path, 'utf8')).toBe('abcde');
  });

  it('is refused by the same rules as an input', async () => {
    fixture.put();
    fixture.register();
    const write = (parameters: Parameters) => rejectionOf(() => fixture.memory.write('y', parameters, Buffer.alloc(0)));
    expect(await write(asking('other'))).toBe("not-found: Unable to find shared memory region: 'other'");
    expect(await write(asking('r', 8n, 1n))).toContain("Invalid offset + byte size for shared memory region: 'r'");
  });
});

describe.each<[string, Partial<SharedMemoryOptions>, string]>([
  [
    'that the operator has not allowed',
    { enabled: false },
    "unimplemented: Client shared memory is disabled. Start the server with 'SYSTEM_SHARED_MEMORY=on' to enable. ",
  ],
  ['of another system', { platform: 'darwin' }, 'unimplemented: System shared memory is there on Linux alone'],
])('shared memory %s', (_, options, message) => {
  it('refuses everything that is about it', async () => {
    fixture.put();
    fixture.open(options);
    const acts = [
      () => fixture.memory.status(''),
      () => fixture.register(),
      () => fixture.memory.unregister(''),
      () => read(asking('r')),
      () => fixture.memory.write('y', asking('r'), Buffer.alloc(1)),
    ];
    for (const act of acts) expect(await rejectionOf(act)).toContain(message);
    expect(fixture.held()).toEqual([]);
  });

  it('lets inputs and outputs pass that do not ask for it', async () => {
    fixture.open(options);
    expect(await read(new Map())).toBeUndefined();
    expect(await fixture.memory.write('y', new Map(), Buffer.alloc(1))).toBe(false);
  });
});
