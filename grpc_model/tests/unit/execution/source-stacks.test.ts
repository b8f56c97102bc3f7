import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nameSourcesInStacks } from '../../../src/execution/source-stacks';

/** A frame as V8 gives it. */
function siteAt(file: string | null, line: number | null, column: number | null): NodeJS.CallSite {
  const text = `async load (${file}:${line}:${column})`;
  const site = {
    getFileName: () => file,
    getLineNumber: () => line,
    getColumnNumber: () => column,
    toString: () => text,
  };
  return site as unknown as NodeJS.CallSite;
}

describe('nameSourcesInStacks', () => {
  const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  const folder = mkdtempSync(join(tmpdir(), 'stacks-'));
  const compiled = join(folder, 'compiled.js');

  beforeAll(() => {
    // The third line is the sixth of the source.
    const map = { version: 3, sources: ['source.ts'], names: [], mappings: ';;AAKA' };
    writeFileSync(`${compiled}.map`, JSON.stringify(map));
    writeFileSync(join(folder, 'broken.js.map'), '{');
    nameSourcesInStacks();
  });

  afterAll(() => {
    if (before === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
    else Object.defineProperty(Error, 'prepareStackTrace', before);
    rmSync(folder, { recursive: true });
  });

  const stackOf = (...sites: NodeJS.CallSite[]): unknown => Error.prepareStackTrace(new RangeError('too large'), sites);

  it('names the place in the source', () => {
    expect(stackOf(siteAt(compiled, 3, 1), siteAt('node:fs', 1, 2))).toBe(
      `RangeError: too large\n    at async load (${join(folder, 'source.ts')}:6:1)\n    at async load (node:fs:1:2)`,
    );
  });

  it.each([
    ['a module without a map', join(folder, 'other.js')],
    ['a module whose map is none', join(folder, 'broken.js')],
    ['what has no file', null],
  ])('leaves %s as it is', (_, file) => {
    expect(stackOf(siteAt(file, 3, 1))).toBe(`RangeError: too large\n    at async load (${file}:3:1)`);
  });

  it('leaves a frame without a place as it is', () => {
    expect(stackOf(siteAt(compiled, null, null))).toContain('null:null');
  });
});
