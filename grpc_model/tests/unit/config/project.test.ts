import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readProject } from '../../../src/config/project';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'project-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('the version comes from the package.json in the nearest folder above', () => {
  writeFileSync(join(folder, 'package.json'), '{ "version": "4.5.6" }');
  mkdirSync(join(folder, 'dist/src'), { recursive: true });
  expect(readProject(join(folder, 'dist/src'))).toEqual({ folder, version: '4.5.6' });
});

test.each(['{}', '[]', 'null', '{ "version": 1 }'])('the manifest %s is refused with what is expected', (manifest) => {
  writeFileSync(join(folder, 'package.json'), manifest);
  expect(() => readProject(folder)).toThrow(/^package\.json: version: found .*; expected the version "x\.y\.z"/);
});

test('a folder outside of any project is named', () => {
  expect(() => readProject(join(folder, 'nowhere'))).toThrow(`There is no package.json in ${folder}/nowhere`);
});
