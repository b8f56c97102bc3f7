import { constructFromEvents, EVENT_ID, getScalarValue, parseEvents, YAMLException, type Event } from 'js-yaml';
import { ProblemsError } from './problems';

/** Metadata is small; more aliases than this is an attack or a mistake. */
const MAX_ALIASES = 100;
const MAX_DEPTH = 50;

/** A YAML file's value, and where in the file each part of it stands. */
export interface YamlDocument {
  readonly file: string;
  readonly value: unknown;
  /** The line, from 1, of the value at this path, or of its nearest parent that is in the file. */
  lineOf(path: readonly string[]): number;
}

/**
 * Reads one YAML document with the safe core schema (no code, no custom tags).
 *
 * @param file the name that problems carry
 * @throws ProblemsError when the text is not one well-formed YAML document
 */
export function parseYaml(text: string, file: string): YamlDocument {
  try {
    const events = parseEvents(text, { maxDepth: MAX_DEPTH });
    const documents = constructFromEvents(events, { source: text, maxAliases: MAX_ALIASES });
    if (documents.length !== 1) {
      throw notYaml(file, undefined, `${documents.length} documents`, 'one YAML document');
    }
    const offsets = offsetsByPath(events, text);
    return { file, value: documents[0], lineOf: (path) => lineAt(text, nearestOffset(offsets, path)) };
  } catch (thrown) {
    if (thrown instanceof YAMLException) {
      const line = thrown.mark === undefined ? undefined : thrown.mark.line + 1;
      throw notYaml(file, line, thrown.reason, 'well-formed YAML');
    }
    throw thrown;
  }
}

function notYaml(file: string, line: number | undefined, found: string, expected: string): ProblemsError {
  return new ProblemsError([{ file, line, key: '', found, expected }]);
}

/** Paths are joined with a character that cannot stand in YAML. */
const SEPARATOR = '\0';

interface OpenCollection {
  readonly path: readonly string[];
  readonly isMapping: boolean;
  /** The collection is itself the key of a mapping, which no path leads to. */
  readonly isKey: boolean;
  /** In a mapping: the key whose value comes next; undefined when a key comes next. */
  key: string | undefined;
  index: number;
}

/** Walks the parser's events once and notes where each key of a mapping, or element of a sequence, begins. */
function offsetsByPath(events: readonly Event[], source: string): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  const open: OpenCollection[] = [];
  let keyOffset = 0;

  const isKeyNext = () => open.at(-1)?.isMapping === true && open.at(-1)?.key === undefined;
  const takeKey = (key: string, offset: number) => {
    open.at(-1)!.key = key;
    keyOffset = offset;
  };
  /** The path of the node that begins here, which is a value. */
  const enter = (offset: number): readonly string[] => {
    const parent = open.at(-1);
    if (parent === undefined) return [];
    const path = [...parent.path, parent.isMapping ? (parent.key ?? '') : String(parent.index++)];
    offsets.set(path.join(SEPARATOR), parent.isMapping ? keyOffset : offset);
    parent.key = undefined;
    return path;
  };
  const openCollection = (start: number, isMapping: boolean) => {
    const isKey = isKeyNext();
    open.push({ path: isKey ? ['?'] : enter(start), isMapping, isKey, key: undefined, index: 0 });
  };

  for (const event of events) {
    if (event.type === EVENT_ID.SCALAR) {
      if (isKeyNext()) takeKey(getScalarValue(source, event), event.valueStart);
      else enter(event.valueStart);
    } else if (event.type === EVENT_ID.ALIAS) {
      if (isKeyNext()) takeKey('*', event.anchorStart);
      else enter(event.anchorStart);
    } else if (event.type === EVENT_ID.MAPPING) openCollection(event.start, true);
    else if (event.type === EVENT_ID.SEQUENCE) openCollection(event.start, false);
    else if (event.type === EVENT_ID.POP && open.pop()?.isKey) takeKey('?', keyOffset);
  }
  return offsets;
}

function nearestOffset(offsets: ReadonlyMap<string, number>, path: readonly string[]): number {
  for (let length = path.length; length > 0; length--) {
    const offset = offsets.get(path.slice(0, length).join(SEPARATOR));
    if (offset !== undefined) return offset;
  }
  return 0;
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
