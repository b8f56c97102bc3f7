// Whether what is installed is what the lock file says.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { missing, ok, warning } from './finding.mjs';

const NAME = 'packages';
const INSTALL = 'npm ci';
const GROUPS = ['dependencies', 'devDependencies', 'optionalDependencies'];
const COMPILER = 'node_modules/typescript';
const MAX_NAMED = 3;

export function checkPackages(root) {
  return [checkInstalled(root)];
}

function checkInstalled(root) {
  const lock = readJson(join(root, 'package-lock.json'));
  if (lock === undefined) {
    return missing(NAME, 'there is no package-lock.json that can be read', 'git restore package-lock.json');
  }
  const manifest = readJson(join(root, 'package.json'));
  if (GROUPS.some((group) => !isDeepStrictEqual(manifest[group] ?? {}, lock.packages[''][group] ?? {}))) {
    return missing(NAME, 'package.json and package-lock.json ask for different packages', 'npm install');
  }
  const installed = readJson(join(root, 'node_modules/.package-lock.json'));
  if (installed === undefined) return missing(NAME, 'none are installed', INSTALL);
  const { absent, wrong } = compare(root, lock.packages, installed.packages);
  if (absent.length + wrong.length === 0) return ok(NAME, `${Object.keys(installed.packages).length}, as locked`);
  return describe(lock.packages, absent, wrong);
}

/** Paths of packages that are not there, and of those that are there in another version than the lock file's. */
function compare(root, wanted, installed) {
  const entries = Object.entries(wanted).filter(([path, { link }]) => path !== '' && link !== true);
  const isThere = (path) => installed[path] !== undefined && existsSync(join(root, path, 'package.json'));
  // An optional package is for one platform, and npm leaves out those for others.
  const absent = entries.filter(([path, { optional, peer }]) => !optional && !peer && !isThere(path));
  const wrong = entries.filter(([path, { version }]) => isThere(path) && installed[path].version !== version);
  return { absent: absent.map(([path]) => path), wrong: wrong.map(([path]) => path) };
}

function describe(wanted, absent, wrong) {
  const isForDevelopment = (path) => wanted[path].dev === true || wanted[path].devOptional === true;
  if (wrong.length === 0 && absent.every(isForDevelopment) && absent.includes(COMPILER)) {
    const found = `${absent.length} for development are not installed, among them the compiler`;
    return missing(NAME, found, 'npm ci --include=dev (is NODE_ENV=production set?)');
  }
  // What package.json names comes first; a package below another is often there elsewhere.
  const direct = new Set(
    GROUPS.flatMap((group) => Object.keys(wanted[''][group] ?? {}).map((name) => `node_modules/${name}`)),
  );
  const paths = [...absent, ...wrong].sort((left, right) => Number(direct.has(right)) - Number(direct.has(left)));
  const named = paths.slice(0, MAX_NAMED).map((path) => path.replace('node_modules/', ''));
  const found =
    `${absent.length} not installed, ${wrong.length} in another version than the locked one: ` +
    `${named.join(', ')}${paths.length > MAX_NAMED ? ' …' : ''}`;
  return paths.some((path) => direct.has(path)) ? missing(NAME, found, INSTALL) : warning(NAME, found, INSTALL);
}

/** @returns undefined where there is no such file, or it is no JSON */
function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
