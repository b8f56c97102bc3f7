import type { ModelCandidate, ModelSource } from '../../src/catalog/sources/candidate';
import { parseVersion } from '../../src/catalog/version';
import type { ModelSpec } from '../../src/core/model-spec';

/** A source with one model of one version, the server's own, as if it had been read from its bundle. */
export function fixedModel(name: string, spec: ModelSpec): ModelSource {
  const { version: text } = spec.bundle.metadata;
  const version = parseVersion(text)!;
  const candidate: ModelCandidate = {
    name,
    place: 'a test',
    versions: [{ version, fingerprint: 'fixed', isRequired: true, content: { spec } }],
    policy: { name: 'specific', numbers: [version.number] },
    labels: new Map(),
    problems: [],
    loads: 'at-start',
  };
  return { place: 'a test', immediate: [candidate], scan: () => Promise.resolve([candidate]) };
}
