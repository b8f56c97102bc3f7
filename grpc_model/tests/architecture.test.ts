import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules, isBuiltin } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

const source = resolve(__dirname, '../src');
const modelLib = resolve(__dirname, '../../model_lib');
const contract = join(source, 'contract');

interface Rule {
  readonly folder: string;
  readonly imports: readonly string[];
  readonly packages: readonly string[];
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The rows of the table in ARCHITECTURE.md: the document is what is enforced. */
function readRules(): Rule[] {
  const text = readFileSync(join(__dirname, '../ARCHITECTURE.md'), 'utf8');
  const section = text.split('## Who may import whom')[1]!.split('\n## ')[0]!;
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) => {
    const [folder, imports, packages] = row
      .split('|')
      .slice(1, 4)
      .map((cell) => cell.trim());
    return { folder: folder!, imports: list(imports!), packages: list(packages!) };
  });
}

function list(cell: string): string[] {
  return cell === '' ? [] : cell.split(',').map((each) => each.trim());
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/(^|\/)(node_modules|dist|training)\//.test(file))
    .map((file) => join(folder, file));
}

/** Every module that a file names, by any means: import, import type, export from, import() and require. */
function importsOf(file: string): string[] {
  return ts.preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles.map(({ fileName }) => fileName);
}

/** The package of a module in it: `@scope/name/file` is in `@scope/name`. */
function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

function folderOf(file: string): string {
  const parts = relative(source, dirname(file)).split('/');
  return parts[0] === 'protocols' ? parts.slice(0, 2).join('/') : parts[0] === '' ? '.' : parts[0]!;
}

const rules = new Map(readRules().map((rule) => [rule.folder, rule]));
const files = sourcesBelow(source);

/** What a file imports against the table, with the file's name before each. */
function violations(file: string): string[] {
  const rule = rules.get(folderOf(file));
  const at = relative(source, file);
  if (rule === undefined) return [`${at}: the folder ${folderOf(file)} has no row in ARCHITECTURE.md`];
  return importsOf(file)
    .filter((name) => !isAllowed(name, file, rule))
    .map((name) => `${at}: ${name}`);
}

function isAllowed(name: string, file: string, rule: Rule): boolean {
  if (name.startsWith('node:') || builtinModules.includes(name)) return true;
  if (!name.startsWith('.')) return rule.packages.includes(name);
  const target = resolve(dirname(file), name);
  if (relative(source, target).startsWith('..')) return false;
  const folder = folderOf(existsSync(`${target}.ts`) ? `${target}.ts` : join(target, 'index.ts'));
  return folder === rule.folder || rule.imports.includes(folder);
}

describe('architecture', () => {
  it('reads a table and sources that are there', () => {
    expect(rules.size).toBeGreaterThan(10);
    expect(files.length).toBeGreaterThan(50);
  });

  it('has no import but those that ARCHITECTURE.md allows', () => {
    expect(files.flatMap(violations)).toEqual([]);
  });

  it('has a folder for every row of the table', () => {
    const folders = new Set(files.map(folderOf));
    expect([...rules.keys()].filter((folder) => !folders.has(folder))).toEqual([]);
  });

  it('has no package in a row that the folder does not import', () => {
    const used = new Set(files.flatMap((file) => importsOf(file).map((name) => `${folderOf(file)} ${name}`)));
    const listed = [...rules.values()].flatMap(({ folder, packages }) => packages.map((name) => `${folder} ${name}`));
    expect(listed.filter((pair) => !used.has(pair))).toEqual([]);
  });

  it('lets model_lib import of the server nothing but the contract', () => {
    const outside = sourcesBelow(modelLib).flatMap((file) =>
      importsOf(file)
        .filter((name) => name.startsWith('.'))
        .map((name) => resolve(dirname(file), name))
        .filter((target) => relative(modelLib, target).startsWith('..')),
    );
    expect(outside.filter((target) => target !== contract)).toEqual([]);
  });

  it('lets a wrapper import of packages only those that the image has', () => {
    const manifest = JSON.parse(readFileSync(join(modelLib, '../package.json'), 'utf8')) as Manifest;
    const wrappers = ['src', 'models'].flatMap((folder) => sourcesBelow(join(modelLib, folder)));
    const imported = wrappers.flatMap((file) =>
      importsOf(file)
        .filter((name) => !name.startsWith('.') && !isBuiltin(name))
        .map((name) => `${relative(modelLib, file)}: ${packageOf(name)}`),
    );
    const inImage = new Set(Object.keys(manifest.dependencies));
    expect(imported.filter((line) => !inImage.has(line.split(': ')[1]!))).toEqual([]);
  });

  it('starts child processes in execution only, and git in authoring', () => {
    const starters = files.filter((file) =>
      importsOf(file).some((name) => /^(node:)?(child_process|worker_threads|cluster)$/.test(name)),
    );
    expect(new Set(starters.map(folderOf))).toEqual(new Set(['authoring', 'execution']));
  });

  it('keeps the handlers of a protocol away from clients', () => {
    const imported = files
      .filter((file) => folderOf(file) === 'clients')
      .flatMap(importsOf)
      .filter((name) => name.includes('protocols/'));
    expect(imported).not.toEqual([]);
    const allowed = /protocols\/[\w-]+\/(definition|errors|infer-message|generated\/[\w/]+)$/;
    const handlers = imported.filter((name) => !allowed.test(name));
    expect(handlers).toEqual([]);
  });
});
