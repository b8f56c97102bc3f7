// package.json, key by key: the groups below are the template's and the author's together, every other key is the author's.
import { UpdateError } from './git.mjs';
import { mergeMaps, sorted } from './merge-map.mjs';

const PACKAGES = ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides'];
const OTHERS = ['scripts', 'engines', 'lint-staged'];
/** What npm takes from the registry; anything else could be code from anywhere, fetched while the update runs. */
const FROM_REGISTRY = /^[\w.^~<>=|*\s-]*$/;

/**
 * @param texts base (undefined when there was none), ours, theirs
 * @returns the merged text and the keys that both changed, whose values stay ours
 * @throws UpdateError
 */
export function mergeManifests({ base, ours, theirs }) {
  const [before, here, there] = [parse(base ?? '{}', 'before'), parse(ours, 'here'), parse(theirs, 'in the template')];
  throwIfFromElsewhere(before, there);
  const result = { ...here };
  const conflicts = [];
  for (const group of [...PACKAGES, ...OTHERS]) {
    const merge = mergeMaps(before[group], here[group], there[group]);
    if (Object.keys(merge.merged).length > 0)
      result[group] = PACKAGES.includes(group) ? sorted(merge.merged) : merge.merged;
    else delete result[group];
    conflicts.push(...merge.conflicts.map((conflict) => ({ ...conflict, key: `${group}.${conflict.key}` })));
  }
  return { text: `${JSON.stringify(result, null, 2)}\n`, conflicts };
}

function throwIfFromElsewhere(before, there) {
  for (const group of PACKAGES) {
    for (const [name, range] of rangesOf(there[group])) {
      if (FROM_REGISTRY.test(range) || before[group]?.[name] === range) continue;
      throw new UpdateError(
        `The template asks for ${name} from "${range}", not from the registry. Is it the template you mean?`,
      );
    }
  }
}

/** Every name and range, those of nested overrides, too. */
function rangesOf(group = {}) {
  return Object.entries(group).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null ? rangesOf(value) : [[name, String(value)]],
  );
}

function parse(text, where) {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new UpdateError(`package.json ${where} is no JSON: ${thrown.message}`);
  }
}
