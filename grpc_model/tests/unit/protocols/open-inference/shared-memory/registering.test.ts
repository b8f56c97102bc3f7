import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { SharedRegion } from '../../../../../src/protocols/open-inference/open-inference';
import { refusalOf, SharedMemoryFixture } from '../../../../support/shared-memory';

let fixture: SharedMemoryFixture;
beforeEach(() => (fixture = new SharedMemoryFixture()));
afterEach(() => fixture.close());

describe('registering a region', () => {
  it('shows it as it was registered, by its name and among all, until it is unregistered', () => {
    fixture.put();
    fixture.register({ offset: 2, byteSize: 3 });
    fixture.register({ name: 's', key: 'data' });
    const r = { name: 'r', key: '/data', offset: 2, byteSize: 3 };
    expect(fixture.memory.status('r')).toEqual([r]);
    expect(fixture.memory.status('')).toEqual([r, { name: 's', key: 'data', offset: 0, byteSize: 8 }]);
    fixture.memory.unregister('s');
    expect(fixture.memory.status('')).toEqual([r]);
    expect(refusalOf(() => fixture.memory.status('s'))).toBe(
      "not-found: Unable to find system shared memory region: 's'",
    );
  });

  it('holds its file open until it is unregistered, each alone, or all are', () => {
    const path = fixture.put();
    for (const name of ['a', 'b', 'c']) fixture.register({ name });
    expect(fixture.held()).toEqual([path, path, path]);
    fixture.memory.unregister('b');
    expect(fixture.held()).toEqual([path, path]);
    fixture.memory.unregister('');
    expect(fixture.held()).toEqual([]);
    fixture.register();
    fixture.memory.close();
    expect(fixture.held()).toEqual([]);
  });

  it('may be undone twice, because callers tidy up before they begin', () => {
    expect(refusalOf(() => fixture.memory.unregister('never'))).toBe('none');
  });

  it('does not repeat a name or a key without end', () => {
    const long = 'n'.repeat(1e6);
    expect(refusalOf(() => fixture.memory.status(long)).length).toBeLessThan(500);
    expect(refusalOf(() => fixture.register({ key: long })).length).toBeLessThan(500);
    expect(refusalOf(() => fixture.register({ name: `triton_python_backend_shm_region_${long}` })).length).toBeLessThan(
      500,
    );
  });

  it('takes a name that means something to every object', () => {
    fixture.put();
    fixture.register({ name: '__proto__' });
    expect(fixture.memory.status('__proto__')).toHaveLength(1);
    expect(refusalOf(() => fixture.memory.status('constructor'))).toContain('Unable to find');
  });

  it.each<[string, Partial<SharedRegion>, string]>([
    ['has no name', { name: '' }, "'region name' is necessary to register system shared memory region"],
    ['has a reserved name', { name: 'triton_python_backend_shm_region_1' }, 'which is reserved; take another.'],
    ['has a name without end', { name: 'n'.repeat(256) }, 'has 256 characters; expected at most 255.'],
    ['has no key', { key: '' }, "Shared memory register request has no 'key' field"],
    ['has no size', { byteSize: 0 }, "Shared memory register request has no 'byte_size' field"],
    ['begins beyond its file', { offset: 9 }, "Invalid offset for shared memory region: 'r'"],
    ['begins before its file', { offset: -1 }, "Invalid offset for shared memory region: 'r'"],
    ['ends beyond its file', { offset: 1 }, "Invalid offset + byte size for shared memory region: 'r'"],
    ['has a size that no number holds', { byteSize: 2 ** 53 }, 'and all may have'],
    ['has half a byte', { byteSize: 1.5 }, "Invalid offset + byte size for shared memory region: 'r'"],
  ])('is refused when it %s, and nothing is held', (_, overrides, message) => {
    fixture.put();
    const refusal = refusalOf(() => fixture.register(overrides));
    expect(refusal).toContain(message);
    expect(refusal).toMatch(/^(invalid-argument|resource-exhausted): /);
    expect(fixture.memory.status('')).toEqual([]);
    expect(fixture.held()).toEqual([]);
  });

  it('is refused under a name that is taken, with the code that tells so', () => {
    fixture.put();
    fixture.register();
    const refusal = refusalOf(() => fixture.register());
    expect(refusal).toBe("already-exists: shared memory region 'r' already in manager");
    expect(fixture.held()).toHaveLength(1);
  });

  it('is refused where there would be too many, and not once one is gone', () => {
    fixture.put();
    for (const name of ['a', 'b', 'c']) fixture.register({ name });
    expect(refusalOf(() => fixture.register())).toMatch(/^resource-exhausted: 3 shared memory regions/);
    fixture.memory.unregister('a');
    expect(refusalOf(() => fixture.register())).toBe('none');
  });

  it('is refused where all together would be too large, and not once one is gone', () => {
    fixture.put(Buffer.alloc(1000));
    fixture.register({ name: 'a', byteSize: 900 });
    expect(refusalOf(() => fixture.register({ byteSize: 101 }))).toBe(
      "resource-exhausted: The registered shared memory regions have 900 bytes, 'r' has 101, and all may have 1000; " +
        'unregister a region that is not needed any longer.',
    );
    fixture.memory.unregister('a');
    expect(refusalOf(() => fixture.register({ byteSize: 1000 }))).toBe('none');
  });
});

describe('a key', () => {
  it.each(['/data', 'data'])('names a file of the folder: %s', (key) => {
    fixture.put();
    fixture.register({ key });
    expect(fixture.memory.status('r')).toMatchObject([{ key }]);
  });

  it.each(['..', '/..', '.', '/', '//data', '../data', 'a/../data', '/a/data', 'data/', 'da\0ta', 'ä'.repeat(128)])(
    'that is no name of an object is refused: %j',
    (key) => {
      fixture.put();
      expect(refusalOf(() => fixture.register({ key }))).toBe(
        `invalid-argument: Invalid shared memory region: '${key.replace('\0', '?')}'. ` +
          'Expected the name of a POSIX shared memory object, at most 255 bytes without a further slash.',
      );
    },
  );

  it('without a file is not found', () => {
    expect(refusalOf(() => fixture.register())).toBe(
      "not-found: Unable to open shared memory region: '/data' (ENOENT)",
    );
  });

  it('of a link is refused, wherever that leads', () => {
    fixture.put('secret!!', 'elsewhere/file');
    symlinkSync(join(fixture.folder.path, 'elsewhere/file'), join(fixture.folder.path, 'link'));
    const refusal = refusalOf(() => fixture.register({ key: 'link' }));
    expect(refusal).toBe("invalid-argument: Unable to open shared memory region: 'link' (ELOOP)");
  });

  it('of a folder is refused', () => {
    mkdirSync(join(fixture.folder.path, 'sub'));
    const refusal = refusalOf(() => fixture.register({ key: 'sub' }));
    expect(refusal).toBe("invalid-argument: Unable to open shared memory region: 'sub' (EISDIR)");
  });

  it('of a pipe is refused, without waiting for its other end', () => {
    execFileSync('mkfifo', [join(fixture.folder.path, 'pipe')]);
    const refusal = refusalOf(() => fixture.register({ key: 'pipe' }));
    expect(refusal).toBe("invalid-argument: Invalid shared memory region: 'pipe'. It is no ordinary file.");
    expect(fixture.held()).toEqual([]);
  });
});
