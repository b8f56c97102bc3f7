import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { slugOf } from '../../catalog/sources/model-name';
import type { Change } from '../changes';
import type { NewModel } from '../new-model';

type Json = Readonly<Record<string, unknown>>;

/**
 * The files of the project, beside the bundle, in which a model's name and version stand.
 *
 * @throws Error when the wrapper imports a package that is not among the dependencies
 */
export function manifestChanges(root: string, model: NewModel): Change[] {
  const manifest = readJson(root, 'package.json');
  throwIfMissing(model.packages, Object(manifest['dependencies']) as Json);
  const named = { name: slugOf(model.name), version: model.version };
  const lock = readJson(root, 'package-lock.json');
  const packages = Object(lock['packages']) as Json;
  return [
    write('package.json', { ...manifest, ...named, description: oneLine(model.summary) }),
    write('package-lock.json', {
      ...lock,
      ...named,
      packages: { ...packages, '': { ...(Object(packages['']) as Json), ...named } },
    }),
    { kind: 'write', path: 'Dockerfile', content: dockerfileOf(model, readText(root, 'Dockerfile')) },
  ];
}

/** The line of the `Dockerfile` that gives the image its default name; the image's build compares it with `model.yaml`. */
export function nameArgument(name: string): string {
  return `ARG MODEL_NAME="${name.replace(/[\\"$]/g, '\\$&')}"`;
}

function dockerfileOf({ name, version }: NewModel, text: string): string {
  return text
    .replace(/^ARG MODEL_VERSION=.+$/m, () => `ARG MODEL_VERSION=${version}`)
    .replace(/^ARG MODEL_NAME=.+$/m, () => nameArgument(name))
    .replace(/^(#.* model:)\d+\.\d+\.\d+/gm, (_, before: string) => before + version);
}

function throwIfMissing(packages: readonly string[], dependencies: Json): void {
  const missing = packages.filter((name) => !Object.hasOwn(dependencies, name));
  if (missing.length === 0) return;
  throw new Error(
    `The wrapper imports ${missing.join(', ')}, which package.json does not name among the dependencies. ` +
      `Run "npm install --save-exact ${missing.join(' ')}" first.`,
  );
}

function readText(root: string, path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function readJson(root: string, path: string): Json {
  return Object(JSON.parse(readText(root, path))) as Json;
}

function write(path: string, value: Json): Change {
  return { kind: 'write', path, content: `${JSON.stringify(value, undefined, 2)}\n` };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
